using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Reads a list without a call per element, where its memory can be reached.</summary>
internal static class ListSpan
{
    /// <summary>The elements of an array, a part of one, or a <see cref="List{T}"/>; a copy of any other list's.</summary>
    public static ReadOnlySpan<T> Of<T>(IReadOnlyList<T> list) => list switch
    {
        T[] array => array,
        ArraySegment<T> segment => segment,
        List<T> items => CollectionsMarshal.AsSpan(items),
        _ => (T[])[.. list],
    };
}
