# Writes the library as one file: cmake -D OUTPUT=scaivault.hpp -P cmake/amalgamate.cmake
#
# Each header is inserted where it is first included. Includes of other projects are kept. The output is reproducible,
# and is not rewritten if it would not change.
cmake_minimum_required(VERSION 3.22)
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
set(headers scaivault/webhook.hpp)

if(NOT OUTPUT)
    message(FATAL_ERROR "usage: cmake -D OUTPUT=FILE -P cmake/amalgamate.cmake")
endif()
get_filename_component(OUTPUT "${OUTPUT}" ABSOLUTE BASE_DIR "${CMAKE_BINARY_DIR}")

function(put text)
    file(APPEND "${OUTPUT}.new" "${text}")
endfunction()

function(put_header path)
    get_property(seen GLOBAL PROPERTY seen)
    if(path IN_LIST seen)
        return()
    endif()
    set_property(GLOBAL APPEND PROPERTY seen "${path}")
    get_filename_component(directory "${path}" DIRECTORY)
    file(READ "${path}" rest)
    string(REPLACE "#pragma once\n\n" "" rest "${rest}")
    # The single file is header-only.
    string(REGEX REPLACE "#ifndef WEBHOOKS_SEPARATE\n# +include (\"[^\"]*\")\n#endif" "#include \\1" rest "${rest}")
    string(REGEX REPLACE "#ifndef WEBHOOKS_SEPARATE\n# +include (\"[^\"]*\")\n# +include (\"[^\"]*\")\n#endif"
           "#include \\1\n#include \\2" rest "${rest}")
    # An include inside a condition could be missing where the header is needed next.
    if(rest MATCHES "\n#[ \t]+include \"([^\"]*)\"" OR rest MATCHES "include <(scaivault/[^>]*)>" OR rest MATCHES "\n#[ \t]+include <(webhooks/[^>]*)>")
        message(FATAL_ERROR "${path}: include \"${CMAKE_MATCH_1}\" in quotes and under no condition")
    endif()
    set(rest "\n${rest}")
    while(TRUE)
        string(REGEX MATCH "\n#include (\"|<webhooks/)" begin "${rest}")
        string(FIND "${rest}" "${begin}" at)
        if(begin STREQUAL "")
            set(at -1)
        endif()
        if(at EQUAL -1)
            put("${rest}")
            return()
        endif()
        string(SUBSTRING "${rest}" 0 ${at} before)
        put("${before}")
        string(SUBSTRING "${rest}" ${at} -1 rest)
        string(REGEX MATCH "^\n#include [\"<]([^\">\n]*)[\">]" line "${rest}")
        set(name "${CMAKE_MATCH_1}")
        if(line MATCHES "<")
            set(name "${root}/include/${name}")
        endif()
        string(LENGTH "${line}" length)
        string(SUBSTRING "${rest}" ${length} -1 rest)
        get_filename_component(included "${name}" ABSOLUTE BASE_DIR "${directory}")
        put_header("${included}")
    endwhile()
endfunction()

file(STRINGS ${root}/include/scaivault/version.hpp version REGEX "version_text = ")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" version "${version}")
file(READ ${root}/LICENSE licence)
string(STRIP "${licence}" licence)
string(REPLACE "\n" "\n// " licence "// ${licence}")
string(REPLACE "// \n" "//\n" licence "${licence}")

file(WRITE "${OUTPUT}.new" "")
put("// scaivault ${version}: typed, verified webhook events from ScaiVault, in one file.
// Made by cmake/amalgamate.cmake out of include; do not edit. A program includes either this file or
// headers of <scaivault/...> and <webhooks/...>, not both.
//
// Link with -lboost_json -lcrypto. Without -lboost_json: define SCAIVAULT_BOOST_JSON_SOURCE in front of the #include,
// in one source file of the program. That file then has Boost.JSON's code in it.
//
${licence}

#pragma once

#if defined(SCAIVAULT_SEPARATE) || defined(WEBHOOKS_SEPARATE)
#    error scaivault.hpp is header-only: SCAIVAULT_SEPARATE is for the headers of <scaivault/...>
#endif
")
foreach(header IN LISTS headers)
    put_header("${root}/include/${header}")
endforeach()
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
file(REMOVE "${OUTPUT}.new")
