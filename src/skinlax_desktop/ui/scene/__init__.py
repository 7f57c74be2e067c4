"""The face in three dimensions: a VTK scene drawn off the screen and shown as a picture in a Qt widget.

Lives here: `SceneWidget`, `FaceScene`, the colour map, the camera that orbits the face, the legend.
Must not: a screen, a workflow's decision. VTK is imported only when the first scene is made.
"""
