using System.Globalization;
using LagrangeMLNet.Networks;

namespace LagrangeMLNet.Onnx;

/// <summary>
/// The hidden layers of a trained network as an ONNX graph: the same operations in the same order as in TorchSharp. What is learnt has names,
/// and the little that operators do not need is in properties, so that the network can be had back.
/// </summary>
internal static class NetworkGraph
{
    private const string Slots = "LagrangeMLNet.Slots";
    private const string BagScale = "LagrangeMLNet.BagScale";
    private const string LabelCentre = "LagrangeMLNet.LabelCentre";
    private const string LabelScale = "LagrangeMLNet.LabelScale";

    /// <summary>Constants that are parameters of the network begin like this.</summary>
    private static readonly string[] Learnt = ["input.", "bag.", "block"];

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
        graph.Property(LabelCentre, network.LabelCentre.ToString("R", CultureInfo.InvariantCulture));
        graph.Property(LabelScale, network.LabelScale.ToString("R", CultureInfo.InvariantCulture));
        var values = new Queue<float[]>(network.Values);
        string slots = graph.Input(input, 1, encoding.Slots);
        string? hidden = null;
        if (shape.Encoded > 0)
        {
            string weight = graph.Constant("input.weight", values.Dequeue(), shape.Width, shape.Encoded);
            hidden = Product(graph, Encode(graph, encoding, slots), weight);
        }

        if (shape.Bag > 0)
        {
            float[] embedding = [.. values.Dequeue().Select(value => value * encoding.BagScale)];
            string bag = graph.Apply("MatMul", Select(graph, "encoding.bag", slots, encoding.Bag, encoding.Slots), graph.Constant("bag.embedding", embedding, shape.Bag, shape.BagWidth));
            string projected = Product(graph, bag, graph.Constant("bag.weight", values.Dequeue(), shape.Width, shape.BagWidth));
            hidden = hidden is null ? projected : graph.Apply("Add", hidden, projected);
        }

        hidden = Activation(graph, graph.Apply("Add", hidden!, graph.Constant("input.bias", values.Dequeue(), shape.Width)));
        for (int block = 0; block < shape.Blocks; block++)
        {
            string inner = Activation(graph, Linear(hidden, $"block{block}", 1));
            hidden = graph.Apply("Add", hidden, Linear(inner, $"block{block}", 2));
        }

        graph.Output(hidden, output, 1, shape.Width);
        return graph.ToBytes();

        string Linear(string argument, string block, int layer)
        {
            string weight = graph.Constant($"{block}.weight{layer}", values.Dequeue(), shape.Width, shape.Width);
            return graph.Apply("Gemm", ("transB", 1), argument, weight, graph.Constant($"{block}.bias{layer}", values.Dequeue(), shape.Width));
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
        float[] embedding = content.Numbers("bag.embedding"), encodingCentre = content.Numbers("encoding.centre");
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
            Bag = embedding.Length == 0 ? [] : content.Indices("encoding.bag") ?? all,
            BagScale = (float)bagScale,
        };
        float[][] hidden = [.. content.Numbers(name => Learnt.Any(start => name.StartsWith(start, StringComparison.Ordinal)))];
        int width = content.Numbers("input.bias").Length, outputs = headBiases.Length;
        int bag = encoding.Bag.Length, blocks = content.Numbers(name => name.EndsWith(".weight1", StringComparison.Ordinal)).Count();
        if (headWeights.Length != width * outputs)
            return null;
        if (bag > 0)
        {
            // The graph's embeddings hold the scale of the values.
            int place = encoding.Encoded > 0 ? 1 : 0;
            hidden[place] = [.. embedding.Select(value => value / encoding.BagScale)];
        }

        var shape = new NetworkShape(encoding.Encoded, bag, bag == 0 ? 0 : embedding.Length / bag, width, blocks, outputs);
        float[] weights = [.. headWeights.Select(value => (float)(value / scale))];
        float[] biases = [.. headBiases.Select(value => (float)((value - centre) / scale))];
        return new NetworkWeights(shape, encoding, [.. hidden, weights, biases], centre, scale);

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

    private static string Encode(OnnxGraph graph, InputEncoding encoding, string slots)
    {
        int count = encoding.Numbers.Length;
        string numbers = Select(graph, "encoding.numbers", slots, encoding.Numbers, encoding.Slots);
        string t = graph.Apply(
            "Mul", graph.Apply("Sub", numbers, graph.Constant("encoding.centre", encoding.Centre, count)), graph.Constant("encoding.scale", encoding.Scale, count));
        string squares = graph.Apply("Mul", graph.Apply("Mul", t, t), graph.Constant([1 / (InputEncoding.Reach * InputEncoding.Reach)]));
        string length = graph.Apply("Sqrt", graph.Apply("Add", squares, graph.Constant([1f])));
        string smooth = graph.Apply("Div", t, length);
        if (encoding.Piece.Length == 0)
            return smooth;
        int pieces = encoding.Piece.Length;
        string chosen = graph.Apply("Gather", ("axis", 1), numbers, graph.Indices("encoding.piece", Array.ConvertAll(encoding.Piece, i => (long)i)));
        string scaled = graph.Apply(
            "Mul", graph.Apply("Sub", chosen, graph.Constant("encoding.pieceStart", encoding.PieceStart, pieces)), graph.Constant("encoding.pieceScale", encoding.PieceScale, pieces));
        string clipped = graph.Apply("Clip", scaled, graph.Constant([0f]), graph.Constant([1f]));
        return graph.Apply("Concat", ("axis", 1), smooth, clipped);
    }
}
