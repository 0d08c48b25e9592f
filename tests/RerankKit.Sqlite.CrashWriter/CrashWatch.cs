using System.Globalization;

namespace RerankKit.Sqlite.CrashWriter;

/// <summary>Reads a store while others write it.</summary>
public static class CrashWatch
{
    /// <summary>Reads until a batch is there; every batch has to be there as a whole, or not at all.</summary>
    public static async Task<int> RunAsync(ITokenVectorStore store, int until)
    {
        int reads = 0;
        while (true)
        {
            reads++;
            bool isOver = false;
            TokenVectorEntry[] entries = [.. Enumerable.Range(0, until + 1).SelectMany(batch => CrashBatch.Entries(batch))];
            int size = entries.Length / (until + 1);
            using StoredTokenVectors stored = await store.ReadAsync([.. entries.Select(entry => entry.Key)]);
            for (int batch = 0; batch <= until; batch++)
            {
                int found = 0;
                for (int i = batch * size; i < (batch + 1) * size; i++)
                {
                    if (stored.TryGet(i, out ReadOnlyMemory<byte> bytes))
                    {
                        found++;
                        if (!bytes.Span.SequenceEqual(CrashBatch.Encoded(entries[i])))
                        {
                            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"document {i} of batch {batch} has other vectors"));
                            return 1;
                        }
                    }
                }

                if (found != 0 && found != size)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"batch {batch} has {found} of {size} documents"));
                    return 1;
                }

                isOver |= batch == until && found > 0;
            }

            if (isOver)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"read {reads} times"));
                return 0;
            }
        }
    }
}
