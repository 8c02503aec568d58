"""THE DRAWING ROOM: frames in, figures and files out."""
