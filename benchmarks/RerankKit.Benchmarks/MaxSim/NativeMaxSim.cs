using System.Diagnostics;
using System.Runtime.InteropServices;
using RerankKit.LateInteraction;

namespace RerankKit.Benchmarks;

/// <summary><c>benchmarks/rivals/maxsim/maxsim.cpp</c>, compiled for this machine and loaded into this process.</summary>
internal sealed unsafe class NativeMaxSim : IDisposable
{
    private readonly nint _library;
    private readonly string _folder;

    private NativeMaxSim(string folder, string compiler)
    {
        _folder = folder;
        Compiler = compiler;
        _library = NativeLibrary.Load(Path.Combine(folder, "maxsim.so"));
    }

    /// <summary>The compiler's first line about itself.</summary>
    public string Compiler { get; }

    /// <summary>Compiles and loads; null, with a line on the console, when there is no g++.</summary>
    public static NativeMaxSim? Build()
    {
        string folder = Directory.CreateTempSubdirectory("rerankkit-maxsim-").FullName;
        try
        {
            Call("g++", "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", Source(), "-o", Path.Combine(folder, "maxsim.so"));
            return new(folder, Call("g++", "--version").Split('\n')[0]);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Console.Error.WriteLine($"No native baseline: {e.Message}");
            Directory.Delete(folder, recursive: true);
            return null;
        }
    }

    /// <summary>Whether this machine has the instructions of a function.</summary>
    public bool Has(string function) => NativeLibrary.TryGetExport(_library, function, out _);

    /// <summary>Floating-point operations of <paramref name="rounds"/> rounds of nothing but FMAs.</summary>
    public double Peak(string function, long rounds)
    {
        ((delegate* unmanaged<long, float>)NativeLibrary.GetExport(_library, function))(rounds);
        return rounds * (function == "peak_fma512" ? 24.0 * 32 : 12.0 * 16);
    }

    /// <summary>A function over single-precision documents: <c>maxsim_naive</c> takes the query row by row, the others packed by lanes of 32.</summary>
    public Action<int, int> Floats(string function, MaxSimCorpus corpus, byte[] bytes, float[] scores)
    {
        nint export = NativeLibrary.GetExport(_library, function);
        int dimension = corpus.Query.Dimension;
        float[] query = GC.AllocateArray<float>(32 * dimension, pinned: true);
        bool naive = function == "maxsim_naive";
        for (int i = 0; i < 32 * dimension; i++)
        {
            query[naive ? i : (i % dimension * 32) + (i / dimension)] = corpus.Query.Values.Span[i];
        }

        return (first, count) =>
        {
            fixed (float* q = query, s = scores)
            {
                Part part = Part.Of(corpus, bytes, first, count, dimension * sizeof(float));
                if (naive)
                {
                    ((delegate* unmanaged<float*, int, Part*, float*, void>)export)(q, 32, &part, s + first);
                }
                else
                {
                    ((delegate* unmanaged<float*, Part*, float*, void>)export)(q, &part, s + first);
                }
            }
        };
    }

    /// <summary><c>maxsim_vnni512</c> over documents of the int8 codec, with the integers that our kernels multiply.</summary>
    public Action<int, int> Bytes(MaxSimCorpus corpus, byte[] bytes, float[] scores)
    {
        nint export = NativeLibrary.GetExport(_library, "maxsim_vnni512");
        int dimension = corpus.Query.Dimension;
        sbyte[] query = GC.AllocateArray<sbyte>(32 * dimension, pinned: true);
        int[] bias = GC.AllocateArray<int>(32, pinned: true);
        float[] scales = GC.AllocateArray<float>(32, pinned: true);
        sbyte[] integers = new sbyte[dimension];
        for (int i = 0; i < 32; i++)
        {
            scales[i] = QuantizedQuery.Quantize(corpus.Query[i], integers);
            for (int k = 0; k < dimension; k++)
            {
                query[(k / 4 * 128) + (i * 4) + (k % 4)] = integers[k];
                bias[i] += 128 * integers[k];
            }
        }

        return (first, count) =>
        {
            fixed (sbyte* q = query)
            fixed (int* b = bias)
            fixed (float* f = scales, s = scores)
            {
                Part part = Part.Of(corpus, bytes, first, count, dimension + sizeof(float));
                ((delegate* unmanaged<sbyte*, int*, float*, Part*, float*, void>)export)(q, b, f, &part, s + first);
            }
        };
    }

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_folder, recursive: true);
    }

    private static string Source()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "benchmarks", "rivals", "maxsim", "maxsim.cpp");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException("benchmarks/rivals/maxsim/maxsim.cpp is not above the program; run it from the repository.");
    }

    private static string Call(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed with exit code {process.ExitCode}.");
    }

    /// <summary>As <c>struct Corpus</c>: some documents in a row.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Documents;
        public int* Lengths;
        public int Count;
        public int Dimension;

        public static Part Of(MaxSimCorpus corpus, byte[] bytes, int first, int count, int bytesPerToken) => new()
        {
            Documents = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, corpus.Lengths.AsSpan(0, first).ToArray().Sum() * bytesPerToken),
            Lengths = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(corpus.Lengths, first),
            Count = count,
            Dimension = corpus.Query.Dimension,
        };
    }
}
