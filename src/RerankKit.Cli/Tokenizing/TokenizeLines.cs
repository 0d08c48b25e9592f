using System.Globalization;
using System.Text;
using System.Text.Json;
using RerankKit.Cli.Reports;
using RerankKit.Onnx;

namespace RerankKit.Cli.Tokenizing;

/// <summary>Encodes texts line by line: the n-th line written answers the n-th line read.</summary>
internal sealed class TokenizeLines(Tokenizer tokenizer, EncodeOptions options, ToolConsole console)
{
    private const string Expected = "expected {\"text_a\": \"...\", \"text_b\": \"...\"}, text_b null or missing for a single text";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(console.Input, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        int failures = 0;
        int number = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            string answer;
            try
            {
                (string first, string? second) = Read(line);
                TokenizedText encoded = tokenizer.Encode(first, second, options);
                answer = JsonReport.ToText(json => Write(json, encoded));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidOperationException)
            {
                failures++;
                string error = string.Create(CultureInfo.InvariantCulture, $"line {number}: {UserMessage.Of(exception)}");
                answer = JsonReport.ToText(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("error", error);
                    json.WriteEndObject();
                });
            }

            await console.Output.WriteLineAsync(answer);
        }

        if (failures > 0)
        {
            console.Error.WriteLine($"error: {failures} of {Figures.Count(number, "line", "lines")} could not be encoded");
        }

        return failures == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static (string First, string? Second) Read(string line)
    {
        using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetBytes(line));
        JsonElement root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("text_a", out JsonElement first) || first.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"text_a is missing or not a string; {Expected}.");
        }

        if (!root.TryGetProperty("text_b", out JsonElement second) || second.ValueKind == JsonValueKind.Null)
        {
            return (first.GetString()!, null);
        }

        return second.ValueKind == JsonValueKind.String
            ? (first.GetString()!, second.GetString())
            : throw new FormatException($"text_b is not a string; {Expected}.");
    }

    private static void Write(Utf8JsonWriter json, TokenizedText encoded)
    {
        json.WriteStartObject();
        Write(json, "ids", encoded.Ids);
        Write(json, "type_ids", encoded.TypeIds);
        Write(json, "attention_mask", encoded.AttentionMask);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<int> values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
