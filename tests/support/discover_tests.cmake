# SPDX-License-Identifier: GPL-3.0-or-later
# Run after a test program is linked: writes CTEST_FILE with one test for each of its cases. Stands in for doctest's own
# script, which loses cases whose names hold brackets or semicolons and lets a filter that matches nothing pass.

execute_process(COMMAND "${TEST_EXECUTABLE}" --list-test-cases --no-colors=true
                WORKING_DIRECTORY "${TEST_WORKING_DIR}" OUTPUT_VARIABLE output RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${TEST_EXECUTABLE} --list-test-cases: ${result}\n${output}")
endif()

set(properties "")
foreach(word IN LISTS TEST_PROPERTIES)
  string(APPEND properties " [==[${word}]==]")
endforeach()

# -D takes the blank at the end away.
string(REGEX REPLACE ":$" ": " TEST_PREFIX "${TEST_PREFIX}")
set(script "")
while(NOT output STREQUAL "")
  string(FIND "${output}" "\n" end)
  string(SUBSTRING "${output}" 0 ${end} name)
  math(EXPR next "${end} + 1")
  string(SUBSTRING "${output}" ${next} -1 output)
  if(name STREQUAL "" OR name MATCHES "^===" OR name MATCHES "^\\[doctest\\]")
    continue()
  endif()
  # In a filter a comma begins the next pattern and ? stands for any character.
  string(REGEX REPLACE "[][;\\\\\"]" "?" filter "${name}")
  string(REPLACE "," "\\," filter "${filter}")
  string(REPLACE "[" "(" name "${name}")
  string(REPLACE "]" ")" name "${name}")
  string(REPLACE ";" "," name "${name}")
  string(APPEND script
    "add_test([==[${TEST_PREFIX}${name}]==] [==[${TEST_EXECUTABLE}]==] [==[--test-case=${filter}]==])\n"
    "set_tests_properties([==[${TEST_PREFIX}${name}]==] PROPERTIES WORKING_DIRECTORY [==[${TEST_WORKING_DIR}]==]"
    " FAIL_REGULAR_EXPRESSION [==[test cases: +0 \\|]==]${properties})\n")
endwhile()
file(WRITE "${CTEST_FILE}" "${script}")
