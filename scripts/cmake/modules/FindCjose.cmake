# Finds libcjose, which checks the signatures of tokens: the imported target Cjose::Cjose.
# By its files rather than by pkg-config, whose cjose.pc asks for jansson's headers, which nobody needs here.
find_path(CJOSE_INCLUDE_DIR cjose/jws.h)
find_library(CJOSE_LIBRARY cjose)
mark_as_advanced(CJOSE_INCLUDE_DIR CJOSE_LIBRARY)
if(CJOSE_INCLUDE_DIR AND EXISTS ${CJOSE_INCLUDE_DIR}/cjose/version.h)
  file(STRINGS ${CJOSE_INCLUDE_DIR}/cjose/version.h _cjose_line REGEX "define[ \t]+CJOSE_VERSION[ \t]")
  string(REGEX MATCH "[0-9]+(\\.[0-9]+)+" CJOSE_VERSION "${_cjose_line}")
  unset(_cjose_line)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Cjose REQUIRED_VARS CJOSE_LIBRARY CJOSE_INCLUDE_DIR VERSION_VAR CJOSE_VERSION)
if(Cjose_FOUND AND NOT TARGET Cjose::Cjose)
  add_library(Cjose::Cjose UNKNOWN IMPORTED)
  set_target_properties(Cjose::Cjose PROPERTIES
                        IMPORTED_LOCATION ${CJOSE_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${CJOSE_INCLUDE_DIR})
endif()
