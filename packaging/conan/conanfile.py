"""A Conan 2 recipe. In the repository: `conan create packaging/conan`"""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class ScaivaultWebhook(ConanFile):
    name = "scaivault-webhook"
    description = "Typed, verified webhook events from ScaiVault, for C++20"
    license = "MIT"
    topics = ("webhooks", "hmac", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    implements = ["auto_header_only"]
    no_copy_source = True

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, "..", "..", "include", "scaivault", "version.hpp"))
        self.version = re.search(r'version_text = "([^"]+)"', header).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "README.md", "CHANGELOG.md", "cmake/*", "include/*"):
            copy(self, pattern, os.path.join(self.recipe_folder, "..", ".."), self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True, transitive_libs=True)
        self.requires("openssl/[>=3 <4]", transitive_headers=True, transitive_libs=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["SCAIVAULT_TESTS"] = False
        toolchain.cache_variables["SCAIVAULT_EXAMPLES"] = False
        toolchain.cache_variables["SCAIVAULT_COMPONENTS"] = "" # installed without a search for their libraries
        toolchain.generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install(component="development")

    def package_info(self):
        # The installed CMake files have the targets scaivault::webhook and so on; Conan makes none of its own.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "scaivault")]
        self.cpp_info.bindirs = self.cpp_info.libdirs = []
