#pragma once
// Pieces of what a server answers: texts, images, sounds, embedded resources and links to them.
// Plain data without Asio or JSON, so that the sans-IO protocol code can encode it.

#include <cstdint>
#include <string>
#include <utility>

namespace mcp {

/// A resource's contents: text, or bytes (sent as base64). Texts that are not valid UTF-8 are
/// repaired (U+FFFD) when encoded.
class ResourceContents {
  public:
    ResourceContents() = default;

    [[nodiscard]] static ResourceContents text(
        std::string uri, std::string mime_type, std::string text
    ) {
        return {std::move(uri), std::move(mime_type), std::move(text), false};
    }

    [[nodiscard]] static ResourceContents blob(
        std::string uri, std::string mime_type, std::string bytes
    ) {
        return {std::move(uri), std::move(mime_type), std::move(bytes), true};
    }

    [[nodiscard]] const std::string& uri() const noexcept { return uri_; }

    [[nodiscard]] const std::string& mime_type() const noexcept { return mime_type_; }

    /// The text, or the bytes of a blob.
    [[nodiscard]] const std::string& data() const noexcept { return data_; }

    [[nodiscard]] bool is_blob() const noexcept { return blob_; }

  private:
    ResourceContents(std::string uri, std::string mime_type, std::string data, bool blob)
        : uri_(std::move(uri)),
          mime_type_(std::move(mime_type)),
          data_(std::move(data)),
          blob_(blob) {}

    std::string uri_;
    std::string mime_type_;
    std::string data_;
    bool blob_ = false;
};

/// One piece of content.
class Content {
  public:
    enum class Kind : std::uint8_t {
        text,
        image,     ///< `data` is the bytes of the image
        audio,     ///< `data` is the bytes of the recording
        resource,  ///< a resource's contents, embedded
        link,      ///< a resource that the client may read
    };

    Content() = default;

    [[nodiscard]] static Content text(std::string text) {
        return {Kind::text, ResourceContents::text({}, {}, std::move(text)), {}};
    }

    [[nodiscard]] static Content image(std::string bytes, std::string mime_type) {
        return {
            Kind::image, ResourceContents::blob({}, std::move(mime_type), std::move(bytes)), {}
        };
    }

    [[nodiscard]] static Content audio(std::string bytes, std::string mime_type) {
        return {
            Kind::audio, ResourceContents::blob({}, std::move(mime_type), std::move(bytes)), {}
        };
    }

    [[nodiscard]] static Content resource(ResourceContents contents) {
        return {Kind::resource, std::move(contents), {}};
    }

    /// `name` is what the client shows; `mime_type` may be empty.
    [[nodiscard]] static Content link(std::string uri, std::string name, std::string mime_type) {
        return {
            Kind::link,
            ResourceContents::text(std::move(uri), std::move(mime_type), {}),
            std::move(name)
        };
    }

    [[nodiscard]] Kind kind() const noexcept { return kind_; }

    /// Text, bytes, MIME type and URI of the piece, as far as its kind has them.
    [[nodiscard]] const ResourceContents& contents() const noexcept { return contents_; }

    /// Name of a link.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

  private:
    Content(Kind kind, ResourceContents contents, std::string name)
        : kind_(kind), contents_(std::move(contents)), name_(std::move(name)) {}

    Kind kind_ = Kind::text;
    ResourceContents contents_;
    std::string name_;
};

}  // namespace mcp
