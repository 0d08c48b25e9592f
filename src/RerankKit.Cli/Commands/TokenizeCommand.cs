using RerankKit.Cli.Tokenizing;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit tokenize</c>: the ids that a model reads, for comparison with another tokenizer.</summary>
internal static class TokenizeCommand
{
    private const string Notes =
        """
        Every line {"text_a": "...", "text_b": "..."} of standard input is answered with a line
        {"ids": [...], "type_ids": [...], "attention_mask": [...]}; without text_b, or with null, it is a single text. A line that cannot be
        encoded gives {"error": "line n: ..."}, and exit code 1 at the end.

        The command follows the reference tokenizers: special tokens written out in a text are special tokens (--special-tokens parse), and a
        text that may not be cut but leaves no room is an error. The library takes them for text unless told otherwise.

        Examples:
          rerankkit tokenize --model model-folder < pairs.jsonl > ids.jsonl
          rerankkit tokenize --model model-folder --max-length 512 --truncation only_second < pairs.jsonl
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("tokenize", "Encodes texts and pairs of texts, JSON lines in and out.", Notes);
        var model = new Option<string>("--model")
        {
            Description = "A model's folder, or a tokenizer's file: tokenizer.json, tokenizer.json.gz, vocab.txt, vocab.json, or a SentencePiece .model.",
            HelpName = "path",
            Required = true,
        };
        Option<int?> maxLength = CheckedOption.Create<int?>(
            "--max-length", "n", "The most tokens, special tokens included. [default: nothing is cut]", text => Numbers.Whole(text), value => _ = new EncodeOptions { MaxLength = value });
        var truncation = new ChoiceOption<TruncationStrategy?>(
            "--truncation",
            "Which text is cut",
            ("longest_first", TruncationStrategy.LongestFirst),
            ("only_second", TruncationStrategy.OnlySecond),
            ("only_first", TruncationStrategy.OnlyFirst),
            ("none", null));
        var specialTokens = new ChoiceOption<bool>("--special-tokens", "What special tokens written out in a text are", ("parse", true), ("text", false));
        Array.ForEach([model, maxLength, truncation, specialTokens], (Option option) => command.Add(option));
        command.Validators.Add(result =>
        {
            if (string.Equals(result.GetValue(truncation), "none", StringComparison.OrdinalIgnoreCase))
            {
                result.Refuse("--truncation none", maxLength);
            }
            else if (!result.IsGiven(maxLength))
            {
                result.Refuse("texts that are not cut; give --max-length too", truncation);
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var tokenizer = HuggingFaceTokenizer.Load(result.GetRequiredValue(model), new() { ParseSpecialTokens = specialTokens.Read(result) });
            TruncationStrategy? strategy = truncation.Read(result);
            var options = new EncodeOptions
            {
                MaxLength = strategy is null ? null : result.GetValue(maxLength),
                Truncation = strategy ?? TruncationStrategy.LongestFirst,
                FirstTextShare = 1,
            };
            return await new TokenizeLines(tokenizer, options, console).RunAsync(cancellationToken);
        });
        return command;
    }
}
