using System.Collections.Frozen;
using System.Globalization;

namespace RerankKit.Tokenizers;

/// <summary>Collects the special tokens of a tokenizer that has no tokenizer.json, as tokenizer_config.json names them.</summary>
internal sealed class SpecialTokenList(TokenizerConfiguration configuration)
{
    private readonly List<AddedToken> _tokens = [];

    public IReadOnlyList<AddedToken> Tokens => _tokens;

    /// <summary>The ids of those that are special.</summary>
    public FrozenSet<int> Ids() => _tokens.Where(token => token.IsSpecial).Select(token => token.Id).ToFrozenSet();

    /// <summary>Looks a special token up by its role and adds it; null when neither the configuration nor the usual name is in the vocabulary.</summary>
    /// <param name="role">For instance "cls_token".</param>
    /// <param name="usual">The token if the configuration does not name one; null for none.</param>
    /// <param name="idOf">The vocabulary.</param>
    /// <param name="stripsLeft">Whether it swallows white space on its left.</param>
    public int? Find(string role, string? usual, Func<string, int?> idOf, bool stripsLeft = false)
    {
        string? token = configuration.SpecialToken(role) ?? usual;
        if (token is null || idOf(token) is not { } id)
        {
            return null;
        }

        if (!_tokens.Exists(added => added.Id == id))
        {
            _tokens.Add(new(id, token) { IsSpecial = true, StripsLeft = stripsLeft });
        }

        return id;
    }

    /// <summary>Looks a special token up that the layout needs, as <see cref="Find"/> does.</summary>
    /// <exception cref="InvalidDataException">The vocabulary lacks it.</exception>
    public int Require(string role, string usual, Func<string, int?> idOf) => Find(role, usual, idOf) ?? throw Missing(role, usual);

    /// <summary>Adds what tokenizer_config.json lists in <c>added_tokens_decoder</c>; what it says of a token counts.</summary>
    public void AddListed()
    {
        const string List = "added_tokens_decoder";
        if (configuration.Json.Lacks(List))
        {
            return;
        }

        foreach (var entry in configuration.Json.Required(List).EnumerateObject())
        {
            string where = $"tokenizer_config.json.{List}.{entry.Name}";
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                throw TokenizerJson.Invalid(where, "is not named by a token id");
            }

            AddedToken token = AddedTokenReader.Read(new(entry.Value, where), id, fallback: false);
            int known = _tokens.FindIndex(added => added.Id == id);
            if (known >= 0)
            {
                _tokens.RemoveAt(known);
            }

            _tokens.Insert(known >= 0 ? known : _tokens.Count, token);
        }
    }

    /// <summary>A Boolean of tokenizer_config.json.</summary>
    public bool Flag(string name, bool usual) => configuration.Boolean(name) ?? usual;

    /// <summary>A number of tokenizer_config.json.</summary>
    public int Number(string name, int usual) => configuration.Json.Integer(name, usual);

    private InvalidDataException Missing(string role, string usual) =>
        TokenizerJson.Invalid("the vocabulary", $"lacks the token '{configuration.SpecialToken(role) ?? usual}' ({role}), which this kind of model puts around its texts");
}
