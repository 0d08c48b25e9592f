namespace RerankKit.Remote;

/// <summary>Reads the members that responses of many providers share: the model, usage, the next page.</summary>
internal static class ResponseFacts
{
    private const int LongestText = 2048;

    /// <summary>Reads the member whose name is the reader's current token, or skips it.</summary>
    public static void ReadMember(ref Utf8JsonReader reader, ResponseTally tally)
    {
        if (reader.ValueTextEquals("usage"u8) || reader.ValueTextEquals("meta"u8))
        {
            reader.Read();
            ReadUsage(ref reader, tally);
        }
        else if (reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            tally.Model = Text(ref reader) ?? tally.Model;
        }
        else if (reader.ValueTextEquals("nextToken"u8))
        {
            reader.Read();
            tally.PageToken = Text(ref reader);
        }
        else if (reader.ValueTextEquals("input_tokens"u8))
        {
            reader.Read();
            tally.InputTokens = ResponseNumbers.Count(ref reader);
        }
        else
        {
            reader.Skip();
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
            if (reader.ValueTextEquals("total_tokens"u8))
            {
                reader.Read();
                tally.TotalTokens = ResponseNumbers.Count(ref reader);
            }
            else if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
            {
                reader.Read();

                // Cohere says it twice; what is billed is the larger.
                double? count = ResponseNumbers.Count(ref reader);
                tally.InputTokens = tally.InputTokens > count ? tally.InputTokens : count ?? tally.InputTokens;
            }
            else if (reader.ValueTextEquals("search_units"u8))
            {
                reader.Read();
                tally.SearchUnits = ResponseNumbers.Count(ref reader);
            }
            else if (reader.ValueTextEquals("rerank_units"u8))
            {
                reader.Read();
                tally.RerankUnits = ResponseNumbers.Count(ref reader);
            }
            else if (reader.ValueTextEquals("billed_units"u8) || reader.ValueTextEquals("tokens"u8))
            {
                reader.Read();
                ReadUsage(ref reader, tally);
            }
            else
            {
                reader.Skip();
            }
        }
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
