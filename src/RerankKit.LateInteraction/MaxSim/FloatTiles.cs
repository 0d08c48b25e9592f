using System.Runtime.Intrinsics.X86;

namespace RerankKit.LateInteraction;

/// <summary>
/// The greatest dot products of a group of query tokens with the tokens of a document. Lanes are query tokens; a tile of document tokens is multiplied
/// at a time, number by number, with all its sums in registers, and so nothing but the greatest sums is ever written.
/// </summary>
/// <remarks>
/// The query is packed number by number: <c>[dimension, vectors of the group, lanes]</c>. Documents have at least as many tokens as a tile has: the last
/// tile ends with the last token, and overlaps the one before it. Each lane adds its products in the order of the dimension, whatever the tile and the
/// width, so a score does not depend on them.
/// </remarks>
internal static unsafe partial class FloatTiles<TLanes, TVector>
    where TLanes : struct, IFloatLanes<TVector>
    where TVector : struct
{
    /// <summary>Document tokens per tile: no document may have fewer.</summary>
    public static int Height => TLanes.IsWide ? 12 : 6;

    /// <summary>Raises maxima to the greatest dot products with the tokens of a document.</summary>
    /// <param name="query">A group of 2 vectors, or of 1.</param>
    /// <param name="vectors">1 or 2; 1 only where registers allow the wide tile.</param>
    /// <param name="document">The first of at least <see cref="Height"/> tokens, row by row.</param>
    /// <param name="tokens">How many.</param>
    /// <param name="dimension">Numbers per token.</param>
    /// <param name="ahead">What will be read after each tile.</param>
    /// <param name="maxima">One per lane of the group.</param>
    public static void Raise(float* query, int vectors, byte* document, int tokens, int dimension, Ahead ahead, float* maxima)
    {
        if (!TLanes.IsWide)
        {
            Raise6By2(query, document, tokens, dimension, ahead, maxima);
        }
        else if (vectors == 2)
        {
            Raise12By2(query, document, tokens, dimension, ahead, maxima);
        }
        else
        {
            Raise12By1(query, document, tokens, dimension, ahead, maxima);
        }
    }

    /// <summary>Memory to prefetch.</summary>
    public readonly struct Ahead(byte* start, nint rowBytes)
    {
        /// <summary>What is read after the first tile.</summary>
        public readonly byte* Start = start;

        /// <summary>How much further on for each token.</summary>
        public readonly nint RowBytes = rowBytes;
    }

    /// <summary>Adds the products of a document token's number with two vectors of query tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(byte* source, TVector queryA, TVector queryB, ref TVector sumA, ref TVector sumB)
    {
        TVector number = TLanes.Broadcast(source);
        sumA = TLanes.MultiplyAdd(queryA, number, sumA);
        sumB = TLanes.MultiplyAdd(queryB, number, sumB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
