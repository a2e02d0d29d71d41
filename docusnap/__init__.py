"""DocuSnap: photos of documents and forms in, checked data out."""
