# Installs the build into a folder of its own and lets an outside project use one component of it.
# Input: BUILD_DIR, PROJECT_DIR (the outside project), WORK_DIR, COMPONENT, COMPILER, BUILD_TYPE, LAUNCHER,
# GENERATOR, FLAGS. The package must not tell that Asio was compiled apart: its users decide that for themselves.
function(must what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(FATAL_ERROR "${what} failed:\n${output}")
  endif()
endfunction()

set(prefix ${WORK_DIR}/prefix)
file(REMOVE_RECURSE ${WORK_DIR})
must("cmake --install" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix})

file(GLOB_RECURSE package_files ${prefix}/*.cmake ${prefix}/*.pc)
if(NOT package_files)
  message(FATAL_ERROR "nothing installed that find_package could find in ${prefix}")
endif()
foreach(file IN LISTS package_files)
  file(READ ${file} text)
  foreach(private "SEPARATE_COMPILATION" "boltmem_flags" "${BUILD_DIR}" "-Werror")
    string(FIND "${text}" "${private}" position)
    if(NOT position EQUAL -1)
      message(FATAL_ERROR "${file} tells users about ${private}, which belongs to this build")
    endif()
  endforeach()
endforeach()

must("configuring the outside project" ${CMAKE_COMMAND} -S ${PROJECT_DIR} -B ${WORK_DIR}/build -G ${GENERATOR}
     -DCMAKE_PREFIX_PATH=${prefix} -Dcomponent=${COMPONENT} -DCMAKE_CXX_COMPILER=${COMPILER}
     -DCMAKE_BUILD_TYPE=${BUILD_TYPE} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} "-DCMAKE_CXX_FLAGS=${FLAGS}")
must("building the outside project" ${CMAKE_COMMAND} --build ${WORK_DIR}/build)
set(arguments)
if(COMPONENT STREQUAL "memory")
  set(arguments ${WORK_DIR}/memory.db)
endif()
must("running the outside project" ${WORK_DIR}/build/consumer ${arguments})
