using System.Text;

namespace RerankKit.Tokenizers;

/// <content>Looks at every node once, so that walking the trie needs no checks of values.</content>
internal sealed partial class Charsmap
{
    private void Validate()
    {
        bool[] seen = new bool[_units.Length];
        var open = new Stack<uint>();
        open.Push(OffsetOf(_units[0]));
        while (open.TryPop(out uint node))
        {
            for (int label = 1; label < 256; label++)
            {
                uint place = node ^ (uint)label;
                if (place >= (uint)_units.Length || (_units[place] & 0x800000FF) != (uint)label || seen[place])
                {
                    continue;
                }

                seen[place] = true;
                uint unit = _units[place];
                uint below = place ^ OffsetOf(unit);
                if ((unit & 0x100) != 0)
                {
                    AddReplacement(below < (uint)_units.Length ? _units[below] & 0x7FFFFFFF : throw Damaged($"place {below} of its trie lies outside"));
                }

                open.Push(below);
            }
        }
    }

    private void AddReplacement(uint value)
    {
        if (value > (uint)_block.Length || (value < (uint)_block.Length && (_block[value] & 0xC0) == 0x80))
        {
            throw Damaged($"the replacement at byte {value} of {_block.Length} does not begin there");
        }

        if (!_replacementAt.TryAdd((int)value, _replacements.Count))
        {
            return;
        }

        ReadOnlySpan<byte> text = _block.AsSpan((int)value);
        int end = text.IndexOf((byte)0);
        _replacements.Add(Encoding.UTF8.GetString(end < 0 ? text : text[..end]));
    }
}
