using System.CommandLine.Parsing;

namespace RerankKit.Cli.Options;

/// <summary>What goes along with the text of a document: <c>--context</c> and <c>--context-below</c>.</summary>
internal sealed class ContextOptions
{
    private readonly Option<string> _context = CheckedOption.Create<string>(
        "--context",
        "fields",
        "What stands behind a document's text, instead of the title in front of it: title, or fields of title and metadata such as \"{title}, {section}\".",
        Template,
        value => _ = new DocumentContextOptions { Template = value });

    private readonly Option<int?> _below = CheckedOption.Create<int?>(
        "--context-below",
        "tokens",
        "With --context: only texts with fewer tokens (by estimate) get it. [default: all texts]",
        text => Numbers.Whole(text),
        value => _ = new DocumentContextOptions { BelowTokens = value });

    public IReadOnlyList<Option> All => [_context, _below];

    /// <summary>Refuses a limit for what is not given.</summary>
    public void Check(CommandResult result)
    {
        if (result.IsGiven(_below) && !result.IsGiven(_context))
        {
            result.AddError($"{_below.Name} goes with {_context.Name}, for example {_context.Name} title.");
        }
    }

    public DocumentTexts Read(ParseResult result) => result.GetValue(_context) is { } template ? DocumentTexts.WithContext(template, result.GetValue(_below)) : DocumentTexts.TitleAndText;

    // A name alone is a field.
    private static string Template(string text) => text.AsSpan().ContainsAny('{', '}') ? text : $"{{{text}}}";
}
