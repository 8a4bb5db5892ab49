using System.Runtime.InteropServices;
using Google.Protobuf;

namespace LagrangeMLNet.Onnx;

/// <summary>
/// What <see cref="OnnxGraph"/> wrote beside operators: constants in their order, and properties. Other fields are passed over.
/// </summary>
internal sealed class OnnxContent
{
    private readonly List<(string Name, byte[] Data)> _constants = [];
    private readonly Dictionary<string, string> _properties = [];

    /// <summary>Reads the bytes of an .onnx file.</summary>
    /// <exception cref="InvalidProtocolBufferException">They are none.</exception>
    public static OnnxContent Read(byte[] model)
    {
        var content = new OnnxContent();
        ForEach(model, (field, message) =>
        {
            if (field == 7)
                ForEach(message, content.ReadGraphField);
            else if (field == 14)
                content.ReadProperty(message);
        });
        return content;
    }

    /// <summary>A property's value, or null.</summary>
    public string? Property(string name) => _properties.GetValueOrDefault(name);

    /// <summary>Names and numbers of the constants whose names pass, in their order.</summary>
    public IEnumerable<(string Name, float[] Values)> Numbers(Func<string, bool> isWanted) =>
        _constants.Where(constant => isWanted(constant.Name))
            .Select(constant => (constant.Name, MemoryMarshal.Cast<byte, float>(constant.Data).ToArray()));

    /// <summary>Numbers of a constant; none if there is no such constant.</summary>
    public float[] Numbers(string name) => Numbers(found => found == name).SingleOrDefault().Values ?? [];

    /// <summary>A constant's indices, or null if there is no such constant.</summary>
    public int[]? Indices(string name)
    {
        byte[]? data = _constants.SingleOrDefault(constant => constant.Name == name).Data;
        return data is null ? null : Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), index => (int)index);
    }

    private void ReadGraphField(int field, byte[] message)
    {
        if (field != 5)
            return;
        (string name, byte[] data) = ("", []);
        ForEach(message, (inner, value) =>
        {
            if (inner == 8)
                name = System.Text.Encoding.UTF8.GetString(value);
            else if (inner == 9)
                data = value;
        });
        _constants.Add((name, data));
    }

    private void ReadProperty(byte[] message)
    {
        (string name, string value) = ("", "");
        ForEach(message, (field, text) =>
        {
            if (field == 1)
                name = System.Text.Encoding.UTF8.GetString(text);
            else
                value = System.Text.Encoding.UTF8.GetString(text);
        });
        _properties[name] = value;
    }

    /// <summary>Gives out the fields of a message that have a length: strings, bytes and messages.</summary>
    private static void ForEach(byte[] message, Action<int, byte[]> read)
    {
        using var input = new CodedInputStream(message);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                read(WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray());
            else
                input.SkipLastField();
        }
    }
}
