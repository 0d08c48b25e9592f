namespace RerankKit.Remote;

/// <summary>Where a response keeps its results, and what a result calls its index and its score. Whatever else there is, is skipped.</summary>
internal sealed class ResponseShape
{
    /// <summary>The members that lead to the list of results, outermost first. A bare list at the root is read as well.</summary>
    public string[] Results { get; init; } = ["results"];

    public string Index { get; init; } = "index";

    public string Score { get; init; } = "relevance_score";

    // Of two services that are said to be compatible one calls it so, the other so (SGLang, older llama.cpp).
    private string? OtherScore => Score switch
    {
        "relevance_score" => "score",
        "score" => "relevance_score",
        _ => null,
    };

    /// <summary>What a result without a score means; NaN for one that cannot be used.</summary>
    public double MissingScore { get; init; } = double.NaN;

    public void Read(ref Utf8JsonReader reader, Span<double> scores, ResponseTally tally)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadResults(ref reader, scores, tally);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, 0, scores, tally);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, int depth, Span<double> scores, ResponseTally tally)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(Results[depth]))
            {
                reader.Read();
                if (depth + 1 < Results.Length && reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadObject(ref reader, depth + 1, scores, tally);
                }
                else if (depth + 1 == Results.Length && reader.TokenType == JsonTokenType.StartArray)
                {
                    ReadResults(ref reader, scores, tally);
                }
                else
                {
                    reader.Skip();
                }
            }
            else
            {
                ResponseFacts.ReadMember(ref reader, tally);
            }
        }
    }

    private void ReadResults(ref Utf8JsonReader reader, Span<double> scores, ResponseTally tally)
    {
        tally.FoundResults = true;
        int position = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadResult(ref reader, scores, tally);
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                tally.IsPositional = true;
                tally.Take(scores, position, reader.GetDouble());
            }
            else
            {
                tally.NotFinite++;
                reader.Skip();
            }

            position++;
        }
    }

    private void ReadResult(ref Utf8JsonReader reader, Span<double> scores, ResponseTally tally)
    {
        int index = -1;
        double score = MissingScore;
        bool isNamed = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(Index))
            {
                reader.Read();
                index = ResponseNumbers.Index(ref reader);
            }
            else if (reader.ValueTextEquals(Score))
            {
                reader.Read();
                score = ResponseNumbers.Score(ref reader);
                isNamed = true;
            }
            else if (!isNamed && OtherScore is string other && reader.ValueTextEquals(other))
            {
                reader.Read();
                score = ResponseNumbers.Score(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        tally.Take(scores, index, score);
    }
}
