"""Take changed files of kb/ and rules/ into force while the program runs; while they have an error the old ones stay.

In:     the two folders, None for the built-in ones; a cache for parsed files.
Out:    at each poll: None (nothing changed), the new KnowledgeBase, or the problems of files that cannot be taken.
Method: size and times of each file first, which costs next to nothing; only where these differ is the content read and
        its hash compared, so that a file that was merely touched changes nothing.
"""

from __future__ import annotations

from pathlib import Path

from rmadvisor.knowledge.cache import Cache
from rmadvisor.knowledge.files import files_of, version_of
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from rmadvisor.knowledge.problems import BadInput, Problem

Mark = tuple[tuple[str, int, int, int, int], ...]  # of each file: path, size, times of change in ns, inode


class Reloader:
    """Watches the files behind one KnowledgeBase.

    `kb` is the one in force; `problems` are those of the files as they are now, empty when `kb` is what they say.
    """

    def __init__(
        self, kb: KnowledgeBase, folder: Path | None = None, rules: Path | None = None, cache: Cache | None = None
    ) -> None:
        self.kb = kb
        self.problems: tuple[Problem, ...] = ()
        self._folder, self._rules, self._cache = folder, rules, cache
        self._version = kb.version  # of the files last read, right or wrong
        self._mark: Mark | None = None

    def poll(self) -> KnowledgeBase | tuple[Problem, ...] | None:
        """Look at the files once. What is new is told once: then None, until they change again.

        The KnowledgeBase told may be the one in force already: when files with an error were put back as they were.
        """
        try:
            mark = self._look()
            if mark == self._mark:
                return None
            version = version_of(self._folder, self._rules)
        except BadInput as bad:  # a folder is gone or empty, or a file cannot be read: perhaps only for a moment
            told = bad.problems != self.problems
            self._mark, self._version, self.problems = None, "", bad.problems
            return self.problems if told else None
        self._mark = mark
        if version == self._version:
            return None
        self._version = version
        try:
            found = self.kb if version == self.kb.version else load(self._folder, self._rules, self._cache)
        except BadInput as bad:
            self.problems = bad.problems
            return self.problems
        self.kb, self.problems, self._version = found, (), found.version
        return found

    def _look(self) -> Mark:
        """What tells without reading that a file is another than before. BadInput when a folder holds no files."""
        of_kb, of_rules = files_of(self._folder, self._rules)
        found = []
        for _, path in (*of_kb, *of_rules):
            try:
                seen = path.stat()
            except OSError:  # gone since it was listed: the next poll sees it gone
                continue
            found.append((str(path), seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino))
        return tuple(found)
