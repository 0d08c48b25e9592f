using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RerankKit;

/// <summary>The fields of items that have names at run time: dictionaries and JSON objects. Properties of classes are not looked for, which trimming may remove.</summary>
internal static class ItemFields
{
    public static string? Read(RerankCandidate candidate, string field) => candidate.Item switch
    {
        null => null,
        IReadOnlyDictionary<string, string> texts => texts.GetValueOrDefault(field),
        IReadOnlyDictionary<string, object?> values => Text(values.GetValueOrDefault(field)),
        JsonObject json => Text(json[field]),
        JsonElement { ValueKind: JsonValueKind.Object } json => json.TryGetProperty(field, out JsonElement value) ? Text(value) : null,
        IDictionary values => Text(values[field]),
        object item => throw new InvalidOperationException(
            $"The field '{field}' cannot be read from a candidate's Item of type {item.GetType()}; dictionaries and JSON objects have fields. "
            + $"Give a context by a delegate, set {nameof(DocumentContextOptions)}.{nameof(DocumentContextOptions.ReadField)}, or register a {nameof(DocumentFieldReader)}."),
    };

    private static string? Text(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
