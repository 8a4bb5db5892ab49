using LagrangeMLNet.Optimizers;
using TorchSharp;
using TorchSharp.Modules;

namespace LagrangeMLNet.Networks;

/// <summary>
/// The network in TorchSharp. Each of its members is h = a(W₀·encoded + W_b·bag + b₀), then h ← h + W₂·a(W₁·h + b₁) + b₂ block after block,
/// then a linear head. a is SiLU, x·σ(x) (Elfwing, Uchibe and Doya, Neural Networks 107, 2018). No statistics of mini-batches enter, so
/// that a row's score depends on the row alone in training and in use.
/// </summary>
internal sealed class ResidualNetwork : torch.nn.Module
{
    /// <summary>
    /// Deviation of the head's first weights times √width: the first predictions are nearly the constant that the bias holds.
    /// </summary>
    private const double HeadSpread = 0.1;

    private static readonly Scalar InverseSquareReach = (1 / (InputEncoding.Reach * InputEncoding.Reach)).ToScalar();

    private static readonly Scalar LeastDifference = (-InputEncoding.LargestDifference).ToScalar();
    private static readonly Scalar LargestDifference = InputEncoding.LargestDifference.ToScalar();
    private static readonly Scalar LeastDeviate = (-InputEncoding.LargestDeviate).ToScalar();
    private static readonly Scalar LargestDeviate = InputEncoding.LargestDeviate.ToScalar();

    private readonly List<(string Name, Parameter Value)> _all = [];
    private readonly List<EmbeddingBag> _bags = [];
    private readonly torch.Tensor _centre;
    private readonly torch.Tensor _scale;
    private readonly torch.Tensor? _piece;
    private readonly torch.Tensor? _pieceStart;
    private readonly torch.Tensor? _pieceScale;

    /// <param name="shape">What it consists of.</param>
    /// <param name="encoding">What the first layer sees of a row.</param>
    /// <param name="headBias">First biases of the head: the best constant.</param>
    /// <param name="seed">Seed of the first weights.</param>
    /// <param name="device">Where it lives.</param>
    public ResidualNetwork(NetworkShape shape, InputEncoding encoding, float[] headBias, int seed, torch.Device device)
        : base(nameof(ResidualNetwork))
    {
        Shape = shape;
        Encoding = encoding;
        Device = device;
        var random = new Random(seed);
        int width = shape.Width;
        for (int member = 0; member < shape.Members; member++)
        {
            string prefix = Prefix(shape, member);
            if (shape.Encoded > 0)
                Add(prefix + "input.weight", random, Math.Sqrt(2.0 / shape.Encoded), width, shape.Encoded);
            if (shape.Bag > 0)
            {
                using torch.Tensor drawn = Draw(random, 1, shape.Bag, shape.BagWidth), embedding = drawn.to(device);
                EmbeddingBag bag = torch.nn.EmbeddingBag_from_pretrained(embedding, freeze: false, mode: EmbeddingBagMode.Sum);
                _bags.Add(bag);
                _all.Add((prefix + "bag.embedding", bag.weight!));
                register_module(prefix.Replace('.', '_') + "bag", bag);
                Add(prefix + "bag.weight", random, Math.Sqrt(2.0 / shape.BagWidth), width, shape.BagWidth);
            }

            Add(prefix + "input.bias", random, 0, width);
            for (int block = 0; block < shape.Blocks; block++)
            {
                Add($"{prefix}block{block}.weight1", random, Math.Sqrt(2.0 / width), width, width);
                Add($"{prefix}block{block}.bias1", random, 0, width);
                Add($"{prefix}block{block}.weight2", random, Math.Sqrt(1.0 / width / shape.Blocks), width, width);
                Add($"{prefix}block{block}.bias2", random, 0, width);
            }

            Add(prefix + "head.weight", random, HeadSpread / Math.Sqrt(width), shape.Outputs, width);
            Add(prefix + "head.bias", torch.tensor(headBias));
        }

        _centre = Constant(encoding.Centre);
        _scale = Constant(encoding.Scale);
        if (encoding.Piece.Length > 0)
        {
            _piece = torch.tensor(encoding.Piece.Select(i => (long)i).ToArray(), device: device);
            _pieceStart = Constant(encoding.PieceStart);
            _pieceScale = Constant(encoding.PieceScale);
        }
    }

    public NetworkShape Shape { get; }

    public InputEncoding Encoding { get; }

    public torch.Device Device { get; }

    /// <summary>Names of the parameters in their order.</summary>
    public IEnumerable<string> Names => _all.Select(parameter => parameter.Name);

    /// <summary>What the names of a member's parameters begin with.</summary>
    public static string Prefix(NetworkShape shape, int member) => shape.Members == 1 ? "" : $"member{member}.";

    /// <summary>Number of parameters.</summary>
    public long Size => _all.Sum(parameter => parameter.Value.numel());

    /// <summary>
    /// The logits, or the prediction in units of the label's spread: rows × outputs; of several members, members × rows × outputs.
    /// </summary>
    /// <param name="rows">Rows.</param>
    /// <param name="dropout">
    /// Share of the hidden units, and of many inputs, that is left out, and where chance comes from; null in use.
    /// </param>
    public torch.Tensor Forward(InputRows rows, (double Share, torch.Generator Random)? dropout = null)
    {
        int next = 0;
        torch.Tensor? encoded = Shape.Encoded > 0 ? Encode(rows.Numbers!) : null;
        var outputs = new torch.Tensor[Shape.Members];
        for (int member = 0; member < outputs.Length; member++)
        {
            torch.Tensor? hidden = null;
            if (encoded is not null)
                hidden = torch.nn.functional.linear(Encoding.DropsInputs ? Drop(encoded, dropout) : encoded, Next());
            if (Shape.Bag > 0)
            {
                next++;
                torch.Tensor bag = _bags[member].forward(rows.BagSlots!, rows.BagStarts!, rows.BagValues!);
                torch.Tensor projected = torch.nn.functional.linear(bag, Next());
                hidden = hidden is null ? projected : Sum(hidden, projected);
            }

            hidden = Drop(torch.nn.functional.silu(Sum(hidden!, Next())), dropout);
            for (int block = 0; block < Shape.Blocks; block++)
            {
                torch.Tensor inner = torch.nn.functional.silu(torch.nn.functional.linear(hidden, Next(), Next()));
                hidden = Sum(hidden, torch.nn.functional.linear(Drop(inner, dropout), Next(), Next()));
            }

            outputs[member] = torch.nn.functional.linear(hidden, Next(), Next());
        }

        return outputs.Length == 1 ? outputs[0] : torch.stack(outputs);

        Parameter Next() => _all[next++].Value;
    }

    /// <summary>A copy of the parameters.</summary>
    public float[][] Values()
    {
        using var scope = torch.NewDisposeScope();
        return [.. _all.Select(parameter => parameter.Value.detach().cpu().data<float>().ToArray())];
    }

    /// <summary>Sets the parameters.</summary>
    public void Restore(IReadOnlyList<float[]> values)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach ((float[] value, (string _, Parameter parameter)) in values.Zip(_all))
            parameter.copy_(torch.tensor(value).reshape(parameter.shape));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (torch.Tensor? tensor in new[] { _centre, _scale, _piece, _pieceStart, _pieceScale })
                tensor?.Dispose();
        }

        base.Dispose(disposing);
    }

    private torch.Tensor Encode(torch.Tensor numbers)
    {
        torch.Tensor t = ((numbers - _centre).clamp(LeastDifference, LargestDifference) * _scale).clamp(LeastDeviate, LargestDeviate);
        torch.Tensor smooth = t / (t * t * InverseSquareReach).add(HeldScalars.One, HeldScalars.One).sqrt();
        if (_piece is null)
            return smooth;
        torch.Tensor pieces = ((numbers.index_select(1, _piece) - _pieceStart!) * _pieceScale!).clamp(HeldScalars.Zero, HeldScalars.One);
        return torch.cat([smooth, pieces], 1);
    }

    private static torch.Tensor Sum(torch.Tensor a, torch.Tensor b) => a.add(b, alpha: HeldScalars.One);

    private static torch.Tensor Drop(torch.Tensor hidden, (double Share, torch.Generator Random)? dropout)
    {
        if (dropout is not { Share: > 0 } given)
            return hidden;
        return hidden * Mask(hidden, given.Share, given.Random);
    }

    private static torch.Tensor Mask(torch.Tensor hidden, double share, torch.Generator random)
    {
        // torch's own dropout draws from a generator that belongs to the whole process.
        using var _ = torch.no_grad();
        using Scalar dropped = share.ToScalar(), kept = (1 / (1 - share)).ToScalar();
        return torch.rand(hidden.shape, device: hidden.device, generator: random).ge(dropped).to(torch.ScalarType.Float32).mul_(kept);
    }

    private torch.Tensor Constant(float[] values)
    {
        using torch.Tensor view = torch.tensor(values, device: Device);
        return view.clone().DetachFromDisposeScope();
    }

    private void Add(string name, Random random, double deviation, params ReadOnlySpan<long> shape) =>
        Add(name, Draw(random, deviation, shape));

    private static torch.Tensor Draw(Random random, double deviation, params ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long side in shape)
            count *= side;
        var values = new float[count];
        for (int i = 0; deviation > 0 && i < values.Length; i++)
            values[i] = (float)(deviation * Normal(random));
        using torch.Tensor flat = torch.tensor(values), shaped = flat.reshape(shape.ToArray());
        return shaped.clone();
    }

    private void Add(string name, torch.Tensor value)
    {
        using torch.Tensor there = value.to(Device);
        var parameter = new Parameter(there.clone(), requires_grad: true);
        _all.Add((name, parameter));
        register_parameter(name.Replace('.', '_'), parameter);
    }

    /// <summary>Box and Muller (Annals of Mathematical Statistics 29, 1958).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
