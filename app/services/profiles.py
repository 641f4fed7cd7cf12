"""Decisions about files, kept by format and header: listed, saved, renamed, shared."""

from dataclasses import replace
from pathlib import Path

from app.importers.decisions import merged
from app.models.errors import AppError
from app.models.profile import Profile
from app.models.records import Options
from app.models.results.imports import ImportReport
from app.models.results.preview import FilePreview
from app.reports.files import write_file
from app.services.profile_files import read_profile, written
from app.services.tower import Tower, wall_clock
from app.store import profiles as store_profiles
from app.store.audit import append
from app.store.records import batches


def profiles(tower: Tower) -> tuple[Profile, ...]:
    """Every profile, the one decided last first."""
    return store_profiles.saved_profiles(tower.store)


def save_profile(tower: Tower, seen: FilePreview, name: str) -> Profile:
    """Keep the decisions of a preview for files with its header; AppError for one not read."""
    if not seen.format or not seen.header_hash:
        raise AppError("Nothing is known of this file that could be kept.")
    found = Profile(0, name.strip(), seen.format, seen.header_hash, seen.options)
    return _save(tower, found)


def rename_profile(tower: Tower, profile: int, name: str) -> None:
    """Give a profile another name; AppError when there is none of that number."""
    with tower.store.writing() as connection:
        if not store_profiles.rename(connection, profile, name.strip()):
            raise _unknown(profile)
        _note(connection, tower, "rename profile", name.strip())


def delete_profile(tower: Tower, profile: int) -> None:
    """Forget a profile; what was imported with it stays."""
    with tower.store.writing() as connection:
        if not store_profiles.remove(connection, profile):
            raise _unknown(profile)
        _note(connection, tower, "delete profile", str(profile))


def export_profile(tower: Tower, profile: int, path: Path) -> Path:
    """Write a profile to a file that others can import."""
    found = next((each for each in profiles(tower) if each.id == profile), None)
    if found is None:
        raise _unknown(profile)
    write_file(path, written(found))
    return path


def import_profile(tower: Tower, path: Path) -> Profile:
    """Keep the profile of a file, in the place of one for the same format and header."""
    found = read_profile(path)
    if not found.header_hash:
        raise AppError(
            f"{path.name} doesn't say for which header it is. Use it with `tower import --mapping`."
        )
    return _save(tower, found)


def decided(path: Path | None, options: Options) -> Options:
    """What a profile file decides, with `options` over it (`tower import --mapping FILE`)."""
    return options if path is None else merged(read_profile(path).options, options)


def keep_name(tower: Tower, path: Path, report: ImportReport) -> None:
    """Call the profiles of what was imported with a profile file as that file calls its own."""
    name = read_profile(path).name
    numbers = {result.batch for result in report.files if result.batch is not None}
    if not name or not numbers:
        return
    rows = [row for row in batches(tower.store) if row["id"] in numbers]
    mine = {(row["format"], row["header_hash"]) for row in rows}
    found = [each for each in profiles(tower) if (each.format, each.header_hash) in mine]
    for each in found:
        if each.name != name:
            rename_profile(tower, each.id, name)


def _save(tower: Tower, found: Profile) -> Profile:
    with tower.store.writing() as connection:
        kept = store_profiles.save(connection, found, now=tower.now(), actor=tower.user)
        _note(connection, tower, "save profile", found.name or found.format)
    return replace(found, id=kept, decided_by=tower.user, decided_at=tower.now())


def _note(connection: object, tower: Tower, action: str, name: str) -> None:
    append(
        connection,  # type: ignore[arg-type]
        action=action,
        object=name,
        detail={},
        actor=tower.user,
        recorder=tower.user,
        now=tower.now(),
        wall=wall_clock(),
    )


def _unknown(profile: int) -> AppError:
    return AppError(f"There is no profile {profile}. `tower profiles` lists them.")
