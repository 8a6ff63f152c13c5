# boltmem_build_info: version, git revision and build type for the program, in a generated source file.
# A source, not a header: a commit recompiles one small file instead of everything that prints a version.
set(BOLTMEM_REVISION "" CACHE STRING "Revision that the program tells; empty = ask git")
set(build_info_source ${PROJECT_BINARY_DIR}/generated/build_info.cpp)
add_custom_target(boltmem_write_build_info
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DOUTPUT=${build_info_source}
          -DVERSION=${PROJECT_VERSION} -DBUILD_TYPE=${CMAKE_BUILD_TYPE} -DREVISION=${BOLTMEM_REVISION}
          -P ${PROJECT_SOURCE_DIR}/scripts/cmake/write_build_info.cmake
  BYPRODUCTS ${build_info_source}
  COMMENT "Looking up the git revision")
add_library(boltmem_build_info STATIC ${build_info_source})
target_include_directories(boltmem_build_info PRIVATE ${PROJECT_SOURCE_DIR}/mcp/src)
target_link_libraries(boltmem_build_info PRIVATE boltmem_flags)
add_dependencies(boltmem_build_info boltmem_write_build_info)
