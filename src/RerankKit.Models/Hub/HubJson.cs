using System.Text.Json.Serialization;

namespace RerankKit.Models;

/// <summary>The files that the store writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(HubRecord))]
[JsonSerializable(typeof(ModelBundle))]
internal sealed partial class HubJson : JsonSerializerContext;
