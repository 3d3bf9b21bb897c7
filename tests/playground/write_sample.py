"""Writes the sample programme's files anew: `python -m tests.playground.write_sample`, after its generator changed."""

from pathlib import Path

from playground import sample_roster

FOLDER = Path(sample_roster.__file__).parent / "sample_files"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in sample_roster.sample_files().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
