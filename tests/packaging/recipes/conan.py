#!/usr/bin/env python3
"""Runs the Conan recipe with stand-ins for the parts of Conan that it uses: exports, configures, and packages into a directory.

usage: conan.py RECIPE-DIRECTORY WORK-DIRECTORY   prints the recipe's version; the package is in WORK-DIRECTORY/package
"""

import fnmatch
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import types


def copy(_, pattern, source, target):
    for path in pathlib.Path(source).rglob("*"):
        name = path.relative_to(source).as_posix()
        if path.is_file() and fnmatch.fnmatch(name, pattern):
            os.makedirs(os.path.join(target, os.path.dirname(name)), exist_ok=True)
            shutil.copy(path, os.path.join(target, name))


class CMakeToolchain:
    def __init__(self, recipe):
        self.cache_variables = recipe.cache_variables = {}

    def generate(self):
        pass


class CMake:
    def __init__(self, recipe):
        self.recipe = recipe

    def configure(self):
        options = [f"-D{name}={'OFF' if value is False else value}" for name, value in self.recipe.cache_variables.items()]
        subprocess.run(["cmake", "-S", self.recipe.source_folder, "-B", self.recipe.build_folder, *options], check=True,
                       stdout=sys.stderr)

    def install(self, component):
        subprocess.run(["cmake", "--install", self.recipe.build_folder, "--component", component, "--prefix",
                        self.recipe.package_folder], check=True, stdout=sys.stderr)


class ConanFile:
    def __init__(self, recipe_folder, work):
        self.recipe_folder = recipe_folder
        self.export_sources_folder = self.source_folder = os.path.join(work, "source")
        self.build_folder, self.package_folder = os.path.join(work, "build"), os.path.join(work, "package")
        self.required, self.cpp_info = [], types.SimpleNamespace(set_property=lambda *_: None)

    def requires(self, reference, **_):
        self.required.append(reference)


STAND_INS = {
    "conan": {"ConanFile": ConanFile}, "conan.tools": {},
    "conan.tools.build": {"check_min_cppstd": lambda *_: None},
    "conan.tools.cmake": {"CMake": CMake, "CMakeToolchain": CMakeToolchain, "cmake_layout": lambda _: None},
    "conan.tools.files": {"copy": copy, "load": lambda _, path: pathlib.Path(path).read_text(encoding="utf-8")},
}


def main():
    directory, work = map(os.path.abspath, sys.argv[1:])
    for name, members in STAND_INS.items():
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update(members)
    specification = importlib.util.spec_from_file_location("recipe", os.path.join(directory, "conanfile.py"))
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    recipe = next(each for each in vars(module).values()
                  if isinstance(each, type) and issubclass(each, ConanFile) and each is not ConanFile)(directory, work)
    for step in ("set_version", "export_sources", "layout", "requirements", "validate", "generate", "build", "package",
                 "package_info"):
        getattr(recipe, step)()
    assert [each.split("/")[0] for each in recipe.required] == ["boost", "openssl"], recipe.required
    assert os.path.isfile(os.path.join(recipe.package_folder, recipe.cpp_info.builddirs[0], "scaivaultConfig.cmake"))
    print(recipe.version)


main()
