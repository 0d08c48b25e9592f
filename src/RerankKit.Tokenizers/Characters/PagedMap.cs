using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>A value for every code point, in pages of 256 of which the empty ones are one. Filled once, then read by many threads.</summary>
internal sealed class PagedMap<T>
{
    private readonly ushort[] _pages = new ushort[0x1100];
    private T[] _values = new T[256];
    private int _used = 1;

    /// <summary>The value of a code point, 0 to 0x10FFFF.</summary>
    public T this[int codePoint]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _values[(_pages[codePoint >> 8] << 8) | (codePoint & 255)];
    }

    /// <summary>The value of a code point, to be changed.</summary>
    public ref T Edit(int codePoint)
    {
        ref ushort page = ref _pages[codePoint >> 8];
        if (page == 0)
        {
            page = (ushort)_used++;
            if (_used << 8 > _values.Length)
            {
                Array.Resize(ref _values, _values.Length * 2);
            }
        }

        return ref _values[(page << 8) | (codePoint & 255)];
    }
}
