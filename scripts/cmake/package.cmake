# Install and export: headers below include/boltmem, static libraries, find_package(boltmem) with the
# components bolt, memory and mcp, and a pkg-config file for the driver alone.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/boltmem)

# Export sets, so that a user of the driver needs no SQLite and no JSON: boltmem_install_component(EXPORT COMPONENT
# TARGET...).
function(boltmem_install_component export component)
  set(targets ${ARGN})
  foreach(target IN LISTS targets)
    # The archives share a folder with everyone's libraries: libmemory.a would be nobody's and everybody's.
    string(REGEX REPLACE "^boltmem_" "" short_name ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${short_name} OUTPUT_NAME boltmem_${short_name})
    # The folder below include/ keeps "memory/" and "bolt/" out of the system's own include folder.
    target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/boltmem>)
    get_target_property(header_sets ${target} INTERFACE_HEADER_SETS)
    set(headers)
    if(header_sets)
      set(headers FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/boltmem COMPONENT ${component})
    endif()
    install(TARGETS ${target} EXPORT boltmem-${export}
            ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component}
            ${headers})
  endforeach()
  install(EXPORT boltmem-${export} NAMESPACE boltmem:: FILE boltmem-${export}-targets.cmake
          DESTINATION ${package_dir} COMPONENT ${component})
endfunction()

# Asio's translation unit, which all three share, has an export of its own, so that nobody loads more than he
# needs; it is installed with the driver, which is installed alone more often than the others.
boltmem_install_component(asio bolt boltmem_asio)
boltmem_install_component(bolt bolt bolt)
boltmem_install_component(memory memory memory)
boltmem_install_component(mcp mcp mcp)
install(TARGETS boltmem RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)

configure_package_config_file(scripts/cmake/boltmemConfig.cmake.in ${CMAKE_BINARY_DIR}/package/boltmemConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/boltmemConfigVersion.cmake
                                 VERSION ${PROJECT_VERSION} COMPATIBILITY SameMajorVersion)
# libcjose has no CMake package of its own; component mcp looks for it with this.
install(FILES scripts/cmake/modules/FindCjose.cmake DESTINATION ${package_dir}/modules COMPONENT mcp)
configure_file(scripts/cmake/boltmem-bolt.pc.in ${CMAKE_BINARY_DIR}/package/boltmem-bolt.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/package/boltmemConfig.cmake ${CMAKE_BINARY_DIR}/package/boltmemConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT bolt)
install(FILES ${CMAKE_BINARY_DIR}/package/boltmem-bolt.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT bolt)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT bolt)
