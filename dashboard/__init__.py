"""THE FRONT HALL: the pages. The only room that knows Streamlit."""
