# Speed of the build, where the machine offers it: ccache, a fast linker, and a bound on links at once.
# Nothing here changes what the program does; every tool is optional.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# lld before mold: Debian 12's mold 1.10 is the older of the two, and both link a test in under a second.
find_program(LLD_PROGRAM NAMES ld.lld ld.lld-19)
find_program(MOLD_PROGRAM NAMES mold)
if(LLD_PROGRAM AND LLD_PROGRAM MATCHES "ld\\.lld$")
  add_link_options(-fuse-ld=lld)
elseif(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

# A sanitizer link takes up to a gigabyte; two of them beside two compilers do not fit a small machine.
if(BOLTMEM_SANITIZE)
  set_property(GLOBAL PROPERTY JOB_POOLS link=1)
else()
  set_property(GLOBAL PROPERTY JOB_POOLS link=2)
endif()
set(CMAKE_JOB_POOL_LINK link)
