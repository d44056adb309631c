"""The write path: article file -> article -> passages -> vectors and terms -> index on disk."""
