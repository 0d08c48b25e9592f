using System.Globalization;

namespace RerankKit.Models;

/// <summary>The lengths of queries and documents, from the model's files and from options.</summary>
/// <param name="profile">What the files say.</param>
/// <param name="options">What the application says.</param>
/// <param name="limit">The longest sequence that the graph takes.</param>
/// <param name="textLimit">The longest text where neither names a length.</param>
internal sealed class RoleLengths(MultiVectorProfile profile, MultiVectorEncoderOptions options, int limit, int textLimit)
{
    /// <summary>The length that short queries are filled up to, 0 for none, and that of the longest query.</summary>
    public (int Filled, int Longest) Query()
    {
        QueryExpansion expansion = options.Expansion ?? profile.Expansion?.Strategy ?? QueryExpansion.Off;
        if (expansion == QueryExpansion.Off)
        {
            return (0, Longest(options.QueryLength, profile.QueryLength, nameof(options.QueryLength)));
        }

        int? ofOptions = options.ExpansionLength ?? (expansion == QueryExpansion.Fixed ? options.QueryLength : null);
        int filled = Check(ofOptions ?? profile.Expansion?.Length ?? profile.QueryLength ?? 32, ofOptions is not null, nameof(options.ExpansionLength));
        if (expansion == QueryExpansion.Fixed)
        {
            return options.QueryLength is null || options.QueryLength == filled ? (filled, filled) : throw Contradiction(filled, "is not");
        }

        // A fixed length of the files is also where they cut queries; asked for a minimum, they are not to be.
        int? ofProfile = profile.Expansion?.Strategy == QueryExpansion.Fixed ? null : profile.QueryLength;
        int longest = Longest(options.QueryLength, ofProfile, nameof(options.QueryLength));
        return longest >= filled ? (filled, longest) : throw Contradiction(filled, "is less than");
    }

    /// <summary>That of the longest document.</summary>
    public int Document() => Longest(options.DocumentLength, profile.DocumentLength, nameof(options.DocumentLength));

    private int Longest(int? ofOptions, int? ofProfile, string name) =>
        ofOptions is int wanted ? Check(wanted, isOption: true, name)
        : ofProfile is not int declared ? textLimit
        : options.MaxLength is int most ? Math.Min(declared, most)
        : Check(declared, isOption: false, name);

    private int Check(int length, bool isOption, string name)
    {
        if (length <= limit)
        {
            return length;
        }

        string message = Invariant($"takes {limit} tokens at most. Set {options.GetType().Name}.{name} to at most that.");
        throw isOption
            ? new ArgumentException(Invariant($"{name} is {length}, but the model {message}"))
            : new InvalidDataException(Invariant($"The model's files ask for {length} tokens, but its graph {message}"));
    }

    private ArgumentException Contradiction(int filled, string relation) => new(Invariant(
        $"{nameof(options.QueryLength)} is {options.QueryLength?.ToString(CultureInfo.InvariantCulture) ?? "that of the model"}, which {relation} the {filled} tokens that queries are filled up to. Set {nameof(options.ExpansionLength)} or {nameof(options.QueryLength)}, not both."));
}
