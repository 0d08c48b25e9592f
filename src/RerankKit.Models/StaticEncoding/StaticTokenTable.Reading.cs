using System.Buffers.Binary;
using RerankKit.LateInteraction;

namespace RerankKit.Models;

/// <content>Reading.</content>
public sealed partial class StaticTokenTable
{
    private StaticTokenTable(byte[] image)
    {
        var header = StaticTokenTableHeader.Read(image);
        _image = image;
        Dimension = header.Dimension;
        RowCount = header.Rows;
        Precision = header.Precision;
        Fingerprint = header.Checksum(image).ToString();
        Info = StaticTokenTableJson.Read(image.AsSpan(StaticTokenTableHeader.Length, header.MetadataLength));
        _rows = (int)header.RowsOffset;
        _weights = new float[RowCount];
        for (int token = 0; token < RowCount; token++)
        {
            float weight = BinaryPrimitives.ReadSingleLittleEndian(image.AsSpan((int)header.WeightsOffset + (token * sizeof(float))));
            _weights[token] = float.IsFinite(weight) && weight >= 0
                ? weight
                : throw new InvalidDataException($"Token {token} has the weight {weight}; allowed is a finite number, 0 or more. Write the table again.");
        }

        if (Precision == TokenVectorPrecision.Float16)
        {
            _halves = new ushort[RowCount * Dimension];
            for (int i = 0; i < _halves.Length; i++)
            {
                _halves[i] = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(_rows + (i * sizeof(ushort))));
            }
        }

        _factors = new float[RowCount];
        _factors.AsSpan().Fill(1);
        MeasureRows();
    }

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The table.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, cut off or no table.</exception>
    /// <exception cref="NotSupportedException">The file is of a version that this library does not read.</exception>
    public static StaticTokenTable Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        LfsPointer.Refuse(path);
        byte[] image = File.ReadAllBytes(path);
        try
        {
            return new(image);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new NotSupportedException($"'{path}': {exception.Message}", exception);
        }
    }

    /// <summary>Reads a table from a stream, to its end.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <returns>The table.</returns>
    /// <exception cref="InvalidDataException">The content is damaged, cut off or no table.</exception>
    /// <exception cref="NotSupportedException">The content is of a version that this library does not read.</exception>
    public static StaticTokenTable Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var image = new MemoryStream();
        stream.CopyTo(image);
        return new(image.ToArray());
    }

    // From here on a vector is its row times this factor.
    private void MeasureRows()
    {
        float[] row = new float[Dimension];
        for (int token = 0; token < RowCount; token++)
        {
            CopyVector(token, 1, row);
            double squares = DoublePrecision.SumOfSquares(row);
            if (!double.IsFinite(squares))
            {
                throw new InvalidDataException($"The row of token {token} holds a number that is not finite. Write the table again.");
            }

            if (squares == 0 && _weights[token] > 0)
            {
                throw new InvalidDataException($"Token {token} has the weight {_weights[token]} but no direction: its row is zero. Give it weight 0.");
            }

            _factors[token] = squares == 0 ? 0 : (float)(1 / Math.Sqrt(squares));
        }
    }
}
