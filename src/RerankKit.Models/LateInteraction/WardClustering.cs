using System.Buffers;
using System.Numerics.Tensors;

namespace RerankKit.Models;

/// <summary>Ward's minimum-variance clustering (Ward 1963) of vectors by 1 - cosine, cut at a number of clusters.</summary>
/// <remarks>
/// Chains of nearest neighbours (Murtagh 1983) with the Lance-Williams update, which finds the merges of the plain algorithm in O(n^2). Clusters are
/// numbered as scipy.cluster.hierarchy.fcluster numbers them: down the tree, the part that was made first before the other.
/// </remarks>
internal static class WardClustering
{
    /// <summary>Puts vectors into clusters.</summary>
    /// <param name="vectors">[count, dimension], each of length 1.</param>
    /// <param name="dimension">Numbers per vector.</param>
    /// <param name="clusters">The most clusters; at least 1, less than there are vectors.</param>
    /// <param name="found">How many there are; fewer where merges are equally far.</param>
    /// <returns>Each vector's cluster, from 0.</returns>
    public static int[] Labels(ReadOnlySpan<float> vectors, int dimension, int clusters, out int found)
    {
        int count = vectors.Length / dimension;
        (int A, int B, double Distance)[] merges = Merge(vectors, dimension, count);

        // Stable: of merges equally far, the one found first comes first.
        merges = [.. merges.OrderBy(merge => merge.Distance)];
        int cut = count - clusters - 1;
        while (cut + 1 < merges.Length && merges[cut + 1].Distance <= merges[cut].Distance)
        {
            cut++;
        }

        return Number(merges, cut, count, out found);
    }

    private static (int A, int B, double Distance)[] Merge(ReadOnlySpan<float> vectors, int dimension, int count)
    {
        double[] distances = ArrayPool<double>.Shared.Rent(count * (count - 1) / 2);
        Measure(vectors, dimension, count, distances);
        int[] sizes = new int[count];
        sizes.AsSpan().Fill(1);
        var merges = new (int, int, double)[count - 1];
        int[] chain = new int[count];
        int length = 0;
        for (int merge = 0; merge < merges.Length; merge++)
        {
            if (length == 0)
            {
                chain[length++] = Array.FindIndex(sizes, size => size > 0);
            }

            double nearest = Extend(distances, sizes, chain, ref length);
            (int a, int b) = (Math.Min(chain[length - 1], chain[length - 2]), Math.Max(chain[length - 1], chain[length - 2]));
            length -= 2;
            merges[merge] = (a, b, nearest);
            Update(distances, sizes, a, b, nearest);
        }

        ArrayPool<double>.Shared.Return(distances);
        return merges;
    }

    private static void Measure(ReadOnlySpan<float> vectors, int dimension, int count, double[] distances)
    {
        // In double precision: what is equally far decides which clusters there are.
        double[] wide = ArrayPool<double>.Shared.Rent(vectors.Length);
        TensorPrimitives.ConvertChecked(vectors, wide);
        int place = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> a = wide.AsSpan(i * dimension, dimension);
            for (int j = i + 1; j < count; j++)
            {
                distances[place++] = Math.Clamp(1 - TensorPrimitives.Dot(a, wide.AsSpan(j * dimension, dimension)), 0, 2);
            }
        }

        ArrayPool<double>.Shared.Return(wide);
    }

    // Goes from neighbour to nearest neighbour until two are each other's.
    private static double Extend(double[] distances, int[] sizes, int[] chain, ref int length)
    {
        while (true)
        {
            int last = chain[length - 1];
            int next = length > 1 ? chain[length - 2] : -1;
            double nearest = next < 0 ? double.PositiveInfinity : distances[Place(last, next, sizes.Length)];
            for (int i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] > 0 && i != last && distances[Place(last, i, sizes.Length)] < nearest)
                {
                    (next, nearest) = (i, distances[Place(last, i, sizes.Length)]);
                }
            }

            if (length > 1 && next == chain[length - 2])
            {
                return nearest;
            }

            chain[length++] = next;
        }
    }

    private static void Update(double[] distances, int[] sizes, int a, int b, double between)
    {
        (int sizeA, int sizeB) = (sizes[a], sizes[b]);
        sizes[a] = 0;
        sizes[b] = sizeA + sizeB;
        for (int i = 0; i < sizes.Length; i++)
        {
            int size = sizes[i];
            if (size > 0 && i != b)
            {
                double toA = distances[Place(i, a, sizes.Length)];
                ref double toB = ref distances[Place(i, b, sizes.Length)];
                double sum = ((size + sizeA) * toA * toA) + ((size + sizeB) * toB * toB) - (size * between * between);
                toB = Math.Sqrt(Math.Max(sum / (size + sizeA + sizeB), 0));
            }
        }
    }

    private static int[] Number((int A, int B, double Distance)[] merges, int cut, int count, out int found)
    {
        // The tree: node count + i is merge i, and the lower node stands first.
        int[] root = [.. Enumerable.Range(0, (2 * count) - 1)];
        var parts = new (int First, int Second)[merges.Length];
        for (int i = 0; i < merges.Length; i++)
        {
            (int a, int b) = (Find(root, merges[i].A), Find(root, merges[i].B));
            parts[i] = (Math.Min(a, b), Math.Max(a, b));
            root[a] = root[b] = count + i;
        }

        int[] labels = new int[count];
        var waiting = new Stack<(int Node, int Cluster)>();
        waiting.Push((count + merges.Length - 1, -1));
        found = 0;
        while (waiting.TryPop(out (int Node, int Cluster) item))
        {
            int cluster = item.Cluster >= 0 ? item.Cluster : item.Node < count || item.Node - count <= cut ? found++ : -1;
            if (item.Node < count)
            {
                labels[item.Node] = cluster;
                continue;
            }

            // A single vector comes after a merged part, of two merged parts the earlier first.
            (int first, int second) = parts[item.Node - count];
            bool swaps = first < count && second >= count;
            waiting.Push((swaps ? first : second, cluster));
            waiting.Push((swaps ? second : first, cluster));
        }

        return labels;
    }

    private static int Find(int[] root, int node)
    {
        while (root[node] != node)
        {
            (root[node], node) = (root[root[node]], root[node]);
        }

        return node;
    }

    // The upper triangle, row after row.
    private static int Place(int i, int j, int count)
    {
        (int low, int high) = i < j ? (i, j) : (j, i);
        return (low * ((2 * count) - low - 1) / 2) + high - low - 1;
    }
}
