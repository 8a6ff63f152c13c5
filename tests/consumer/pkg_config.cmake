# Compiles the driver's example with nothing but pkg-config's answer, as a build without CMake would.
# Input: BUILD_DIR, PROJECT_DIR, WORK_DIR, COMPILER, PKG_CONFIG.
file(REMOVE_RECURSE ${WORK_DIR})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix --component bolt
                RESULT_VARIABLE failed OUTPUT_QUIET)
file(GLOB_RECURSE description ${WORK_DIR}/prefix/*.pc)
if(failed OR NOT description)
  message(FATAL_ERROR "installing the component bolt left no pkg-config file")
endif()
get_filename_component(folder ${description} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${folder})
# The file names the prefix of the real installation; --define-prefix follows the file instead.
execute_process(COMMAND ${PKG_CONFIG} --define-variable=prefix=${WORK_DIR}/prefix --cflags --libs boltmem-bolt
                OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
execute_process(COMMAND ${COMPILER} ${PROJECT_DIR}/use_bolt.cpp -o ${WORK_DIR}/use_bolt ${flags}
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WORK_DIR}/use_bolt COMMAND_ERROR_IS_FATAL ANY)
