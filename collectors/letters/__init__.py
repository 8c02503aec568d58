"""Letters by mail: the server they lie on, and what a person wrote in them."""
