// Which era a request belongs to, and whether its headers and its envelope agree on it.
// What they do not agree on is answered here, before the method table is asked.

#include "protocol/dispatcher.hpp"

namespace mcp::protocol {

bool Dispatcher::accept_envelope(Request& request) {
    request.envelope = read_envelope(request.message.params);
    const Envelope& envelope = request.envelope;
    if (request.message.method == "initialize" && envelope.status != Envelope::Status::valid) {
        return accept_legacy_headers(request);  // a handshake, whatever else its _meta carries
    }
    switch (envelope.status) {
        case Envelope::Status::absent:
            return accept_legacy_headers(request);
        case Envelope::Status::valid:
            request.era = Era::modern;
            return accept_headers(request);
        case Envelope::Status::malformed:
            reply_error(
                request, ErrorCode::invalid_params, "Invalid params: " + envelope.problem, {}, 400
            );
            return false;
        case Envelope::Status::unsupported:
            request.era = Era::modern;
            if (headers_ != nullptr) {
                const std::string problem =
                    check_version_and_method(*headers_, envelope.version, request.message.method);
                if (!problem.empty()) {
                    reply_error(request, ErrorCode::header_mismatch, problem, {}, 400);
                    return false;
                }
            }
            reply_error(
                request,
                ErrorCode::unsupported_protocol_version,
                "Unsupported protocol version",
                Modern::unsupported_version_data(envelope.version),
                400
            );
            return false;
    }
    return false;
}

bool Dispatcher::accept_headers(Request& request) {
    if (headers_ == nullptr) {
        return true;
    }
    const jsonrpc::Message& message = request.message;
    std::string problem =
        check_version_and_method(*headers_, request.envelope.version, message.method);
    if (problem.empty()) {
        problem = check_name(*headers_, message.method, message.params);
    }
    if (problem.empty()) {
        return true;
    }
    reply_error(request, ErrorCode::header_mismatch, problem, {}, 400);
    return false;
}

bool Dispatcher::accept_legacy_headers(Request& request) {
    if (headers_ == nullptr || !headers_->protocol_version) {
        return true;
    }
    const Revision* revision = find_revision(*headers_->protocol_version);
    if (revision == nullptr) {
        reply_error(
            request,
            ErrorCode::invalid_request,
            "Invalid request: MCP-Protocol-Version names no revision that this server knows",
            {},
            400
        );
        return false;
    }
    if (revision->era == Era::legacy) {
        return true;
    }
    if (request.message.method == "initialize") {
        reply_error(
            request,
            ErrorCode::header_mismatch,
            "Header mismatch: initialize does not exist in the revision that "
            "MCP-Protocol-Version names",
            {},
            400
        );
        return false;
    }
    reply_error(
        request,
        ErrorCode::invalid_params,
        "Invalid params: _meta needs io.modelcontextprotocol/protocolVersion and "
        "io.modelcontextprotocol/clientCapabilities in this revision",
        {},
        400
    );
    return false;
}

}  // namespace mcp::protocol
