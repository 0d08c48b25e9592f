using System.Buffers.Text;

namespace RerankKit.Remote;

/// <summary>Reads numbers as providers write them.</summary>
internal static class ResponseNumbers
{
    /// <summary>A score in any form of JSON number; NaN for anything else.</summary>
    public static double Score(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetDouble();
        }

        reader.Skip();
        return double.NaN;
    }

    /// <summary>An index as 3, 3.0 or "3"; -1 for anything else.</summary>
    public static int Index(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt32(out int index):
                return index;
            case JsonTokenType.Number:
                double number = reader.GetDouble();
                return number is >= 0 and <= int.MaxValue && double.IsInteger(number) ? (int)number : -1;
            case JsonTokenType.String when Utf8Parser.TryParse(reader.ValueSpan, out int index, out int used) && used == reader.ValueSpan.Length:
                return index;
            default:
                reader.Skip();
                return -1;
        }
    }

    /// <summary>A count that is not negative, which may be written as 1.0; null for anything else.</summary>
    public static double? Count(ref Utf8JsonReader reader)
    {
        double value = Score(ref reader);
        return value is >= 0 and <= long.MaxValue / 2 ? value : null;
    }
}
