"""荷物 — files in what is sent: taken only where a door receives them, refused everywhere else."""

from abc import ABC, abstractmethod

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler


class Receiver(FileUploadHandler, ABC):
    """受け口 — what a door that `receives` parses a request with."""

    @abstractmethod
    def close(self) -> None:
        """Keeps what has become a row, and removes everything else."""


class NoFiles(FileUploadHandler):
    """お預かりしません — what every page answers that asks for no file: not a byte of one is kept."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise TooManyFilesSent("this page takes no files")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Thrown away."""

    def file_complete(self, file_size: int) -> None:
        """There is none."""
