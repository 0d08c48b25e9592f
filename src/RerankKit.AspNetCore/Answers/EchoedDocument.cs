using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A document that comes back with its place: its text as a member, or the object that was sent.</summary>
[JsonConverter(typeof(EchoedDocumentConverter))]
internal sealed record EchoedDocument(RerankCandidate Document);
