"""荷物 — files in what is sent: taken only where a door receives them, refused everywhere else."""

from abc import ABC, abstractmethod
from io import BytesIO
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Receiver(FileUploadHandler, ABC):
    """受け口 — what a door that `receives` parses a request with."""

    @abstractmethod
    def close(self) -> None:
        """Keeps what has become a row, and removes everything else."""


class SmallFile(Receiver):
    """小さなファイルの受け口 — kept in memory alone; what goes beyond `most_bytes` is not kept, and its size tells."""

    most_bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= self.most_bytes:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )

    def close(self) -> None:
        """Nothing was kept."""


class NoFiles(FileUploadHandler):
    """お預かりしません — what every page answers that asks for no file: not a byte of one is kept."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise TooManyFilesSent("this page takes no files")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Thrown away."""

    def file_complete(self, file_size: int) -> None:
        """There is none."""
