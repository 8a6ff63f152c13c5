// The non-template half of Boost.Asio and of its TLS streams, compiled here once for the whole
// build. Every other file only declares it (BOOST_ASIO_SEPARATE_COMPILATION, set by the target
// boltmem_asio).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
