namespace RerankKit.Remote;

/// <summary>Reads the members that responses of many providers share: the model, usage, the next page.</summary>
internal static class ResponseFacts
{
    private const int LongestText = 2048;

    /// <summary>Reads the member whose name is the reader's current token, or skips it.</summary>
    public static void ReadMember(ref Utf8JsonReader reader, ResponseTally tally)
    {
        switch (Enter(ref reader))
        {
            case "usage" or "meta":
                ReadUsage(ref reader, tally);
                break;
            case "model":
                tally.Model = Text(ref reader) ?? tally.Model;
                break;
            case "nextToken":
                tally.PageToken = Text(ref reader);
                break;
            case "input_tokens":
                tally.InputTokens = ResponseNumbers.Count(ref reader);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ResponseTally tally)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (Enter(ref reader))
            {
                case "total_tokens":
                    tally.TotalTokens = ResponseNumbers.Count(ref reader);
                    break;
                case "prompt_tokens" or "input_tokens":
                    // Cohere says it twice; what is billed is the larger.
                    double? count = ResponseNumbers.Count(ref reader);
                    tally.InputTokens = tally.InputTokens > count ? tally.InputTokens : count ?? tally.InputTokens;
                    break;
                case "search_units":
                    tally.SearchUnits = ResponseNumbers.Count(ref reader);
                    break;
                case "rerank_units":
                    tally.RerankUnits = ResponseNumbers.Count(ref reader);
                    break;
                case "billed_units" or "tokens":
                    ReadUsage(ref reader, tally);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    // The name of a member; the reader is at its value then.
    private static string? Enter(ref Utf8JsonReader reader)
    {
        string? name = reader.GetString();
        reader.Read();
        return name;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestText)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}
