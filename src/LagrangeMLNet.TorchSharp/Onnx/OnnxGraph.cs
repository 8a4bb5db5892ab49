using System.Runtime.InteropServices;
using Google.Protobuf;

namespace LagrangeMLNet.Onnx;

/// <summary>
/// A graph of operators on single-precision tensors, written as an ONNX model. The few messages used are put down field by field, with the
/// numbers that the published schema (onnx.proto, IR version 8) gives them.
/// </summary>
/// <param name="name">Name of the graph.</param>
internal sealed class OnnxGraph(string name)
{
    private const int IrVersion = 8;
    private const int OperatorSet = 13;
    private const int Float = 1;
    private const int Int64 = 7;

    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _initializers = [];
    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _outputs = [];
    private readonly List<byte[]> _properties = [];
    private int _count;

    /// <summary>Declares an input of known shape.</summary>
    /// <returns>The value's name.</returns>
    public string Input(string value, params ReadOnlySpan<long> shape)
    {
        _inputs.Add(ValueInfo(value, shape));
        return value;
    }

    /// <summary>Makes a value, under the name given, the output of the graph.</summary>
    public void Output(string value, string output, params ReadOnlySpan<long> shape)
    {
        _nodes.Add(Node("Identity", output, [value], null));
        _outputs.Add(ValueInfo(output, shape));
    }

    /// <summary>Adds constant numbers.</summary>
    public string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant($"c{_initializers.Count}", values, shape);

    /// <summary>Adds constant numbers under a name of their own.</summary>
    public string Constant(string constant, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Tensor(constant, Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds constant indices, a vector, under a name of their own.</summary>
    public string Indices(string constant, ReadOnlySpan<long> values) =>
        Tensor(constant, Int64, MemoryMarshal.AsBytes(values), values.Length);

    /// <summary>Adds a property, which operators do not see.</summary>
    public void Property(string property, string value) => _properties.Add(Message(output =>
    {
        WriteString(output, 1, property);
        WriteString(output, 2, value);
    }));

    /// <summary>Adds an operator with one result.</summary>
    public string Apply(string operation, params ReadOnlySpan<string> inputs) => Apply(operation, null, inputs);

    /// <summary>Adds an operator with an integer attribute.</summary>
    public string Apply(string operation, (string Name, long Value)? attribute, params ReadOnlySpan<string> inputs)
    {
        string result = $"v{_count++}";
        _nodes.Add(Node(operation, result, inputs, attribute));
        return result;
    }

    /// <summary>The model, as the bytes of an .onnx file.</summary>
    public byte[] ToBytes()
    {
        byte[] graph = Message(output =>
        {
            WriteAll(output, 1, _nodes);
            WriteString(output, 2, name);
            WriteAll(output, 5, _initializers);
            WriteAll(output, 11, _inputs);
            WriteAll(output, 12, _outputs);
        });
        byte[] operators = Message(output => WriteNumber(output, 2, OperatorSet));
        return Message(output =>
        {
            WriteNumber(output, 1, IrVersion);
            WriteString(output, 2, "LagrangeMLNet");
            WriteBytes(output, 7, graph);
            WriteBytes(output, 8, operators);
            WriteAll(output, 14, _properties);
        });
    }

    private string Tensor(string constant, int type, ReadOnlySpan<byte> raw, params ReadOnlySpan<long> shape)
    {
        // The schema wants raw data in little-endian order.
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Networks are written on little-endian machines only.");
        long[] dimensions = shape.ToArray();
        byte[] data = raw.ToArray();
        _initializers.Add(Message(output =>
        {
            foreach (long dimension in dimensions)
                WriteNumber(output, 1, dimension);
            WriteNumber(output, 2, type);
            WriteString(output, 8, constant);
            WriteBytes(output, 9, data);
        }));
        return constant;
    }

    private static byte[] Node(string operation, string result, ReadOnlySpan<string> inputs, (string Name, long Value)? attribute)
    {
        const int integerAttribute = 2;
        string[] arguments = inputs.ToArray();
        return Message(output =>
        {
            foreach (string argument in arguments)
                WriteString(output, 1, argument);
            WriteString(output, 2, result);
            WriteString(output, 4, operation);
            if (attribute is { } given)
            {
                WriteBytes(output, 5, Message(inner =>
                {
                    WriteString(inner, 1, given.Name);
                    WriteNumber(inner, 3, given.Value);
                    WriteNumber(inner, 20, integerAttribute);
                }));
            }
        });
    }

    private static byte[] ValueInfo(string value, ReadOnlySpan<long> shape)
    {
        long[] dimensions = shape.ToArray();
        byte[] shapeMessage = Message(output =>
        {
            foreach (long dimension in dimensions)
                WriteBytes(output, 1, Message(inner => WriteNumber(inner, 1, dimension)));
        });
        byte[] tensor = Message(output =>
        {
            WriteNumber(output, 1, Float);
            WriteBytes(output, 2, shapeMessage);
        });
        return Message(output =>
        {
            WriteString(output, 1, value);
            WriteBytes(output, 2, Message(inner => WriteBytes(inner, 1, tensor)));
        });
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
            write(output);
        return memory.ToArray();
    }

    private static void WriteAll(CodedOutputStream output, int field, List<byte[]> messages)
    {
        foreach (byte[] message in messages)
            WriteBytes(output, field, message);
    }

    private static void WriteNumber(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void WriteString(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void WriteBytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
    }
}
