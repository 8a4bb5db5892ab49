using LagrangeMLNet.Networks;

namespace LagrangeMLNet.Onnx;

/// <summary>The hidden layers of a trained network as an ONNX graph: the same operations in the same order as in TorchSharp.</summary>
internal static class NetworkGraph
{
    /// <summary>Writes the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">Name of the input: a row's slots.</param>
    /// <param name="output">Name of the output: the units of the last hidden layer.</param>
    public static byte[] Write(NetworkWeights network, string input, string output)
    {
        var graph = new OnnxGraph("network");
        NetworkShape shape = network.Shape;
        InputEncoding encoding = network.Encoding;
        var values = new Queue<float[]>(network.Values);
        string slots = graph.Input(input, 1, encoding.Slots);
        string? hidden = null;
        if (shape.Encoded > 0)
        {
            string weight = graph.Constant(values.Dequeue(), shape.Width, shape.Encoded);
            hidden = Product(graph, Encode(graph, encoding, slots), weight);
        }

        if (shape.Bag > 0)
        {
            float[] embedding = [.. values.Dequeue().Select(value => value * encoding.BagScale)];
            string bag = graph.Apply("MatMul", Select(graph, slots, encoding.Bag, encoding.Slots), graph.Constant(embedding, shape.Bag, shape.BagWidth));
            string projected = Product(graph, bag, graph.Constant(values.Dequeue(), shape.Width, shape.BagWidth));
            hidden = hidden is null ? projected : graph.Apply("Add", hidden, projected);
        }

        hidden = Activation(graph, graph.Apply("Add", hidden!, graph.Constant(values.Dequeue(), shape.Width)));
        for (int block = 0; block < shape.Blocks; block++)
        {
            string inner = Activation(graph, Linear(hidden));
            hidden = graph.Apply("Add", hidden, Linear(inner));
        }

        graph.Output(hidden, output, 1, shape.Width);
        return graph.ToBytes();

        string Linear(string argument)
        {
            string weight = graph.Constant(values.Dequeue(), shape.Width, shape.Width);
            return graph.Apply("Gemm", ("transB", 1), argument, weight, graph.Constant(values.Dequeue(), shape.Width));
        }
    }

    /// <summary>Times the transpose of a matrix.</summary>
    private static string Product(OnnxGraph graph, string argument, string matrix) =>
        graph.Apply("Gemm", ("transB", 1), argument, matrix);

    private static string Activation(OnnxGraph graph, string value) => graph.Apply("Mul", value, graph.Apply("Sigmoid", value));

    private static string Select(OnnxGraph graph, string slots, int[] chosen, int all) => chosen.Length == all
        ? slots
        : graph.Apply("Gather", ("axis", 1), slots, graph.Indices(Array.ConvertAll(chosen, slot => (long)slot)));

    private static string Encode(OnnxGraph graph, InputEncoding encoding, string slots)
    {
        int count = encoding.Numbers.Length;
        string numbers = Select(graph, slots, encoding.Numbers, encoding.Slots);
        string t = graph.Apply(
            "Mul", graph.Apply("Sub", numbers, graph.Constant(encoding.Centre, count)), graph.Constant(encoding.Scale, count));
        string squares = graph.Apply("Mul", graph.Apply("Mul", t, t), graph.Constant([1 / (InputEncoding.Reach * InputEncoding.Reach)]));
        string length = graph.Apply("Sqrt", graph.Apply("Add", squares, graph.Constant([1f])));
        string smooth = graph.Apply("Div", t, length);
        if (encoding.Piece.Length == 0)
            return smooth;
        int pieces = encoding.Piece.Length;
        string chosen = graph.Apply("Gather", ("axis", 1), numbers, graph.Indices(Array.ConvertAll(encoding.Piece, i => (long)i)));
        string scaled = graph.Apply(
            "Mul", graph.Apply("Sub", chosen, graph.Constant(encoding.PieceStart, pieces)), graph.Constant(encoding.PieceScale, pieces));
        string clipped = graph.Apply("Clip", scaled, graph.Constant([0f]), graph.Constant([1f]));
        return graph.Apply("Concat", ("axis", 1), smooth, clipped);
    }
}
