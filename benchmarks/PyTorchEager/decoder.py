"""The same decoder as Program.cs times, trained by PyTorch in eager mode; one timed step for each line read.

Answers a line "seconds loss" to each line of standard input. The batch is the same every time, as it is on the other side.
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

VOCABULARY, HIDDEN, INNER, LAYERS, HEADS, SIZE = (int(word) for word in sys.argv[1:7])
ROWS, TOKENS = int(sys.argv[7]), int(sys.argv[8])


class RmsNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(HIDDEN))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


def turned(x, cos, sin):
    left, right = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-right, left], dim=-1) * sin


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.before, self.after = RmsNorm(), RmsNorm()
        self.q, self.k, self.v = (nn.Linear(HIDDEN, HEADS * SIZE) for _ in range(3))
        self.o = nn.Linear(HEADS * SIZE, HIDDEN, bias=False)
        self.gate, self.up = (nn.Linear(HIDDEN, INNER, bias=False) for _ in range(2))
        self.down = nn.Linear(INNER, HIDDEN, bias=False)

    def forward(self, x, cos, sin, mask):
        rows, tokens, _ = x.shape
        seen = self.before(x)
        q, k, v = (part(seen).view(rows, tokens, HEADS, SIZE).transpose(1, 2) for part in (self.q, self.k, self.v))
        q, k = turned(q, cos, sin), turned(k, cos, sin)
        if hasattr(F, "scaled_dot_product_attention"):
            heard = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            heard = torch.softmax(q @ k.transpose(-1, -2) * SIZE ** -0.5 + mask, dim=-1) @ v
        x = x + self.o(heard.transpose(1, 2).reshape(rows, tokens, HEADS * SIZE))
        seen = self.after(x)
        return x + self.down(F.silu(self.gate(seen)) * self.up(seen))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, HIDDEN)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = RmsNorm()
        angles = torch.outer(torch.arange(TOKENS), 1e6 ** -(torch.arange(0, SIZE, 2) / SIZE))
        angles = torch.cat([angles, angles], dim=-1)
        self.register_buffer("cos", angles.cos())
        self.register_buffer("sin", angles.sin())
        self.register_buffer("mask", torch.full((TOKENS, TOKENS), float("-inf")).triu(1))

    def forward(self, ids):
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x, self.cos, self.sin, self.mask)
        return F.linear(self.norm(x), self.embed.weight)


torch.manual_seed(1)
torch.set_num_threads(int(sys.argv[9]))
model = Decoder()
for parameter in model.parameters():
    if parameter.dim() > 1:
        nn.init.normal_(parameter, std=0.02)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, foreach=True)
batch = torch.randint(VOCABULARY, (ROWS, TOKENS + 1))
print(torch.__version__, sum(parameter.numel() for parameter in model.parameters()), flush=True)
for _ in sys.stdin:
    started = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    logits = model(batch[:, :-1])
    loss = F.cross_entropy(logits.reshape(-1, VOCABULARY), batch[:, 1:].reshape(-1))
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(time.perf_counter() - started, float(loss), flush=True)
