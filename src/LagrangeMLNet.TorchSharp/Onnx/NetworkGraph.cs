using System.Globalization;
using System.Runtime.InteropServices;
using LagrangeMLNet.Networks;

namespace LagrangeMLNet.Onnx;

/// <summary>
/// The hidden layers of a trained network as an ONNX graph: the same operations in the same order as in TorchSharp. What is learnt has
/// names, and the little that operators do not need is in properties, so that the network can be had back.
/// </summary>
internal static class NetworkGraph
{
    private const string Slots = "LagrangeMLNet.Slots";
    private const string BagScale = "LagrangeMLNet.BagScale";
    private const string Members = "LagrangeMLNet.Members";
    private const string HeadBiases = "LagrangeMLNet.HeadBiases";
    private const string LabelCentre = "LagrangeMLNet.LabelCentre";
    private const string LabelScale = "LagrangeMLNet.LabelScale";
    private const string Limit = "LagrangeMLNet.Limit";

    private const string Embedding = "bag.embedding";

    /// <summary>Constants that are parameters of the network begin like this.</summary>
    private static readonly string[] Learnt = ["input.", "bag.", "block", "member"];

    /// <summary>Writes the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">Name of the input: a row's slots.</param>
    /// <param name="output">Name of the output: the units of the last hidden layer.</param>
    public static byte[] Write(NetworkWeights network, string input, string output)
    {
        var graph = new OnnxGraph("network");
        NetworkShape shape = network.Shape;
        InputEncoding encoding = network.Encoding;
        graph.Property(Slots, encoding.Slots.ToString(CultureInfo.InvariantCulture));
        graph.Property(BagScale, encoding.BagScale.ToString("R", CultureInfo.InvariantCulture));
        graph.Property(Members, shape.Members.ToString(CultureInfo.InvariantCulture));
        if (network.IsLimited)
            graph.Property(Limit, network.Limit.ToString("R", CultureInfo.InvariantCulture));
        if (shape.Members > 1 || network.IsLimited)
            graph.Property(HeadBiases, Convert.ToBase64String(MemoryMarshal.AsBytes<float>(network.MemberBiases)));
        graph.Property(LabelCentre, network.LabelCentre.ToString("R", CultureInfo.InvariantCulture));
        graph.Property(LabelScale, network.LabelScale.ToString("R", CultureInfo.InvariantCulture));
        var values = new Queue<float[]>(network.Values);
        string slots = graph.Input(input, 1, encoding.Slots);
        string? encoded = shape.Encoded > 0 ? Encode(graph, encoding, slots) : null;
        string? chosen = shape.Bag > 0
            ? Bounded(graph, Select(graph, "encoding.bag", slots, encoding.Bag, encoding.Slots), MostInBag(encoding))
            : null;
        string[] members = [.. Enumerable.Range(0, shape.Members).Select(member => Member(graph, network, values, member, encoded, chosen))];
        string hidden = members.Length == 1 ? members[0] : graph.Apply("Concat", ("axis", 1), members);
        graph.Output(network.IsLimited ? Limited(graph, network, hidden) : hidden, output, 1, network.HeadUnits);
        return graph.ToBytes();
    }

    /// <summary>
    /// The units times min(1, limit / range of the head's outputs), and this factor itself, whose weights in the head are the biases.
    /// </summary>
    private static string Limited(OnnxGraph graph, NetworkWeights network, string hidden)
    {
        int units = network.HeadUnits, outputs = network.Shape.Outputs;
        string withOne = graph.Apply("Concat", ("axis", 1), hidden, graph.Constant([1f], 1, 1));
        string scores = Product(graph, withOne, graph.Constant("limit.weight", network.HeadWeights, outputs, units));
        string range = outputs == 1
            ? graph.Apply("Abs", scores)
            : graph.Apply("Sub", graph.Apply("ReduceMax", scores), graph.Apply("ReduceMin", scores));
        string excess = graph.Apply("Max", graph.Apply("Mul", range, graph.Constant([(float)(1 / network.Limit)])), graph.Constant([1f]));
        return graph.Apply("Div", withOne, excess);
    }

    /// <summary>The hidden layers of one member.</summary>
    private static string Member(
        OnnxGraph graph, NetworkWeights network, Queue<float[]> values, int member, string? encoded, string? chosen)
    {
        NetworkShape shape = network.Shape;
        string prefix = ResidualNetwork.Prefix(shape, member);
        string? hidden = null;
        if (encoded is not null)
            hidden = Product(graph, encoded, graph.Constant(prefix + "input.weight", values.Dequeue(), shape.Width, shape.Encoded));
        if (chosen is not null)
        {
            float[] embedding = [.. values.Dequeue().Select(value => value * network.Encoding.BagScale)];
            string bag = graph.Apply("MatMul", chosen, graph.Constant(prefix + Embedding, embedding, shape.Bag, shape.BagWidth));
            string projected = Product(graph, bag, graph.Constant(prefix + "bag.weight", values.Dequeue(), shape.Width, shape.BagWidth));
            hidden = hidden is null ? projected : graph.Apply("Add", hidden, projected);
        }

        hidden = Activation(graph, graph.Apply("Add", hidden!, graph.Constant(prefix + "input.bias", values.Dequeue(), shape.Width)));
        for (int block = 0; block < shape.Blocks; block++)
        {
            string inner = Activation(graph, Linear(hidden, $"{prefix}block{block}", 1));
            hidden = graph.Apply("Add", hidden, Linear(inner, $"{prefix}block{block}", 2));
        }

        // The head's parameters are in the stock model.
        values.Dequeue();
        values.Dequeue();
        return hidden;

        string Linear(string argument, string block, int layer)
        {
            string weight = graph.Constant($"{block}.weight{layer}", values.Dequeue(), shape.Width, shape.Width);
            return graph.Apply(
                "Gemm", ("transB", 1), argument, weight, graph.Constant($"{block}.bias{layer}", values.Dequeue(), shape.Width));
        }
    }

    /// <summary>The network that was written, with the head given; null if the graph is of something else.</summary>
    /// <param name="content">The graph.</param>
    /// <param name="headWeights">Weights of the head in units of the label, output after output.</param>
    /// <param name="headBiases">Biases of the head in units of the label.</param>
    public static NetworkWeights? TryRead(OnnxContent content, float[] headWeights, float[] headBiases)
    {
        if (Number(Slots) is not { } slots || Number(BagScale) is not { } bagScale
            || Number(LabelCentre) is not { } centre || Number(LabelScale) is not { } scale)
            return null;
        // A graph of one network may be without the property.
        int members = (int)(Number(Members) ?? 1);
        string first = members == 1 ? "" : "member0.";
        float[] encodingCentre = content.Numbers("encoding.centre");
        int embedding = content.Numbers(first + Embedding).Length;
        int[] all = [.. Enumerable.Range(0, (int)slots)];
        var encoding = new InputEncoding
        {
            Slots = all.Length,
            Numbers = encodingCentre.Length == 0 ? [] : content.Indices("encoding.numbers") ?? all,
            Centre = encodingCentre,
            Scale = content.Numbers("encoding.scale"),
            Piece = content.Indices("encoding.piece") ?? [],
            PieceStart = content.Numbers("encoding.pieceStart"),
            PieceScale = content.Numbers("encoding.pieceScale"),
            Bag = embedding == 0 ? [] : content.Indices("encoding.bag") ?? all,
            BagScale = (float)bagScale,
        };
        (
            string Name,
            float[] Values)[] hidden = [.. content.Numbers(name => Learnt.Any(start => name.StartsWith(start, StringComparison.Ordinal)))];
        int width = content.Numbers(first + "input.bias").Length, outputs = headBiases.Length, bag = encoding.Bag.Length;
        int blocks = hidden.Count(constant => constant.Name.EndsWith(".weight1", StringComparison.Ordinal)) / members;
        float[] biases = content.Property(HeadBiases) is { } kept
            ? MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(kept)).ToArray()
            : [.. headBiases.Select(value => (float)((value - centre) / scale))];
        double? limit = Number(Limit);
        if (headWeights.Length != ((width * members) + (limit is null ? 0 : 1)) * outputs || biases.Length != outputs * members)
            return null;
        // The graph's embeddings hold the scale of the values.
        float[][] values =
        [
            .. hidden.Select(constant => constant.Name.EndsWith(Embedding, StringComparison.Ordinal)
                ? [.. constant.Values.Select(value => value / encoding.BagScale)] : constant.Values),
        ];
        var shape = new NetworkShape(encoding.Encoded, bag, bag == 0 ? 0 : embedding / bag, width, blocks, outputs, members);
        return NetworkWeights.FromHead(shape, encoding, values, headWeights, biases, centre, scale, limit ?? double.PositiveInfinity);

        double? Number(string property) =>
            double.TryParse(content.Property(property), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    /// <summary>Times the transpose of a matrix.</summary>
    private static string Product(OnnxGraph graph, string argument, string matrix) =>
        graph.Apply("Gemm", ("transB", 1), argument, matrix);

    private static string Activation(OnnxGraph graph, string value) => graph.Apply("Mul", value, graph.Apply("Sigmoid", value));

    private static string Select(OnnxGraph graph, string name, string slots, int[] chosen, int all) => chosen.Length == all
        ? slots
        : graph.Apply("Gather", ("axis", 1), slots, graph.Indices(name, Array.ConvertAll(chosen, slot => (long)slot)));

    private static string Bounded(OnnxGraph graph, string value, float largest) =>
        graph.Apply("Clip", value, graph.Constant([-largest]), graph.Constant([largest]));

    /// <summary>The bag's bound for values that are not scaled yet.</summary>
    private static float MostInBag(InputEncoding encoding) =>
        Math.Min(InputEncoding.LargestDifference, InputEncoding.LargestInBag / encoding.BagScale);

    private static string Encode(OnnxGraph graph, InputEncoding encoding, string slots)
    {
        int count = encoding.Numbers.Length;
        string numbers = Select(graph, "encoding.numbers", slots, encoding.Numbers, encoding.Slots);
        string difference = graph.Apply("Sub", numbers, graph.Constant("encoding.centre", encoding.Centre, count));
        string scaledDifference = graph.Apply(
            "Mul", Bounded(graph, difference, InputEncoding.LargestDifference), graph.Constant("encoding.scale", encoding.Scale, count));
        string t = Bounded(graph, scaledDifference, InputEncoding.LargestDeviate);
        string squares = graph.Apply("Mul", graph.Apply("Mul", t, t), graph.Constant([1 / (InputEncoding.Reach * InputEncoding.Reach)]));
        string length = graph.Apply("Sqrt", graph.Apply("Add", squares, graph.Constant([1f])));
        string smooth = graph.Apply("Div", t, length);
        if (encoding.Piece.Length == 0)
            return smooth;
        int pieces = encoding.Piece.Length;
        string chosen = graph.Apply(
            "Gather", ("axis", 1), numbers, graph.Indices("encoding.piece", Array.ConvertAll(encoding.Piece, i => (long)i)));
        string scaled = graph.Apply(
            "Mul",
            graph.Apply("Sub", chosen, graph.Constant("encoding.pieceStart", encoding.PieceStart, pieces)),
            graph.Constant("encoding.pieceScale", encoding.PieceScale, pieces));
        string clipped = graph.Apply("Clip", scaled, graph.Constant([0f]), graph.Constant([1f]));
        return graph.Apply("Concat", ("axis", 1), smooth, clipped);
    }
}
