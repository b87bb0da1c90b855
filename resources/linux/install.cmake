# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` puts where, and the packages that `cpack` makes of it.

set(CS_RELEASE_DATE "2026-11-22")
set(here ${CMAKE_CURRENT_LIST_DIR})
set(made ${CMAKE_BINARY_DIR}/generated/linux)
# GNUInstallDirs would take the project's name as well; spelled out because Debian wants the package's.
set(doc_dir ${CMAKE_INSTALL_DATAROOTDIR}/doc/cache-strategist)

find_program(GZIP gzip REQUIRED)
# Compressed without name and time, so that two builds give the same bytes.
function(cs_compressed input output)
  set(plain ${made}/${output})
  configure_file(${input} ${plain} @ONLY)
  execute_process(COMMAND ${GZIP} -9nkf ${plain} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

install(TARGETS cachestrat RUNTIME)
cs_compressed(${here}/man/cachestrat.1 cachestrat.1)
install(FILES ${made}/cachestrat.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

if(CS_GUI)
  install(TARGETS cache-strategist RUNTIME)
  cs_compressed(${here}/man/cache-strategist.1 cache-strategist.1)
  install(FILES ${made}/cache-strategist.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  configure_file(${here}/cache-strategist.metainfo.xml.in ${made}/org.cache_strategist.CacheStrategist.metainfo.xml @ONLY)
  install(FILES ${made}/org.cache_strategist.CacheStrategist.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/metainfo)
  install(FILES ${here}/cache-strategist.desktop DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/applications)
  set(icons ${CMAKE_INSTALL_DATAROOTDIR}/icons/hicolor)
  install(FILES ${here}/cache-strategist.svg DESTINATION ${icons}/scalable/apps)
  foreach(size 48 128)
    install(FILES ${here}/cache-strategist-${size}.png DESTINATION ${icons}/${size}x${size}/apps
            RENAME cache-strategist.png)
  endforeach()
endif()

install(FILES ${here}/cache-strategist-mime.xml DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/mime/packages
        RENAME cache-strategist.xml)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/cache-strategist
        FILES_MATCHING PATTERN "*.scenario.json")
install(FILES ${PROJECT_SOURCE_DIR}/resources/scenario.schema.json
        DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/cache-strategist)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/resources/prices DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/cache-strategist)

cs_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog)
cs_compressed(${here}/debian/changelog.in changelog.Debian)
install(FILES ${made}/changelog.gz ${made}/changelog.Debian.gz ${here}/debian/copyright ${PROJECT_SOURCE_DIR}/README.md
              ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${doc_dir})

set(CPACK_GENERATOR TGZ)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(FILE_PROGRAM file)
if(DPKG_SHLIBDEPS AND FILE_PROGRAM)
  list(APPEND CPACK_GENERATOR DEB)
else()
  # Without them the .deb would come out with no dependencies, and install where it cannot run.
  message(STATUS "No .deb: it needs dpkg-shlibdeps (dpkg-dev) and file")
endif()
set(CPACK_PACKAGE_NAME cache-strategist)
set(CPACK_PACKAGE_VENDOR "Cache Strategist")
set(CPACK_PACKAGE_CONTACT "Cache Strategist maintainers <maintainers@cache-strategist.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "plan caches by simulation")
set(CPACK_PACKAGE_DESCRIPTION
"Cache Strategist simulates caching strategies before anybody builds them:
what data to cache, in which layer, for how long, and what that does to the
hit rate, to the latency and to the load of the database.
.
The package holds the desktop program cache-strategist and the command-line
program cachestrat, which run the same simulator.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
if(CS_GUI)
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-core")
endif()
include(CPack)
