"""How JSON interfaces are asked: login, and the walk through their pages."""
