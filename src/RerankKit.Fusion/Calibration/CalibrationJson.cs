using System.Text.Json.Serialization;

namespace RerankKit;

/// <summary>How the file is read and written, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(CalibrationDocument))]
[JsonSerializable(typeof(CalibrationVersion))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
