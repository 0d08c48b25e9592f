// The native baselines that RerankKit's MaxSim kernels are measured against: what one would write by hand in C++ for this machine.
// Built and called by `RerankKit.Benchmarks maxsim`: g++ -O3 -march=native -ffast-math -shared -fPIC.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <immintrin.h>
#include <limits>

// Lengths are tokens per document; documents lie one after the other; scores receives one number per document.
struct Corpus {
    const void* documents;
    const int32_t* lengths;
    int32_t count;
    int32_t dimension;
};

// Array elements stay in registers only where the compiler sees no loop: tiles are written out by repetition.
#define REPEAT6(X) X(0) X(1) X(2) X(3) X(4) X(5)
#define REPEAT12(X) REPEAT6(X) X(6) X(7) X(8) X(9) X(10) X(11)

extern "C" {

// [queryTokens, dimension] row by row. The compiler vectorises the product.
void maxsim_naive(const float* query, int32_t queryTokens, const Corpus* corpus, float* scores) {
    const float* document = static_cast<const float*>(corpus->documents);
    const int dimension = corpus->dimension;
    for (int i = 0; i < corpus->count; i++) {
        float sum = 0;
        for (int q = 0; q < queryTokens; q++) {
            float best = -std::numeric_limits<float>::max();
            for (int t = 0; t < corpus->lengths[i]; t++) {
                float dot = 0;
                for (int k = 0; k < dimension; k++) {
                    dot += query[q * dimension + k] * document[(ptrdiff_t)t * dimension + k];
                }
                best = dot > best ? dot : best;
            }
            sum += best;
        }
        scores[i] = sum;
        document += (ptrdiff_t)corpus->lengths[i] * dimension;
    }
}

#ifdef __AVX2__
// Packed query: [dimension, 32]. 6 document tokens by 2 vectors of 8, two passes.
void maxsim_avx2(const float* query, const Corpus* corpus, float* scores) {
    const float* document = static_cast<const float*>(corpus->documents);
    const int dimension = corpus->dimension;
    for (int i = 0; i < corpus->count; i++) {
        const int tokens = corpus->lengths[i];
        float total = 0;
        for (int half = 0; half < 32; half += 16) {
            __m256 best0 = _mm256_set1_ps(-std::numeric_limits<float>::max()), best1 = best0;
            for (int t = 0;; ) {
                const float* rows = document + (ptrdiff_t)t * dimension;
#define ZERO(r) __m256 a##r = _mm256_setzero_ps(), b##r = a##r;
                REPEAT6(ZERO)
#undef ZERO
                for (int k = 0; k < dimension; k++) {
                    const __m256 a = _mm256_loadu_ps(query + k * 32 + half), b = _mm256_loadu_ps(query + k * 32 + half + 8);
#define STEP(r)                                                                  \
    {                                                                            \
        const __m256 d = _mm256_broadcast_ss(rows + (ptrdiff_t)r * dimension + k); \
        a##r = _mm256_fmadd_ps(a, d, a##r);                                      \
        b##r = _mm256_fmadd_ps(b, d, b##r);                                      \
    }
                    REPEAT6(STEP)
#undef STEP
                }
#define RAISE(r) best0 = _mm256_max_ps(best0, a##r), best1 = _mm256_max_ps(best1, b##r);
                REPEAT6(RAISE)
#undef RAISE
                if (t == tokens - 6) break;
                t = t + 6 > tokens - 6 ? tokens - 6 : t + 6;
            }
            alignas(32) float lanes[16];
            _mm256_store_ps(lanes, best0);
            _mm256_store_ps(lanes + 8, best1);
            for (float lane : lanes) total += lane;
        }
        scores[i] = total;
        document += (ptrdiff_t)tokens * dimension;
    }
}
#endif

#ifdef __AVX512F__
// Packed query: [dimension, 32]. 12 document tokens by 2 vectors of 16, maxima in registers, the next tile prefetched.
void maxsim_avx512(const float* query, const Corpus* corpus, float* scores) {
    const float* document = static_cast<const float*>(corpus->documents);
    const int dimension = corpus->dimension;
    for (int i = 0; i < corpus->count; i++) {
        const int tokens = corpus->lengths[i];
        __m512 best0 = _mm512_set1_ps(-std::numeric_limits<float>::max()), best1 = best0;
        for (int t = 0;; ) {
            const float* rows = document + (ptrdiff_t)t * dimension;
            const float* ahead = rows + (ptrdiff_t)12 * dimension;
#define ZERO(r) __m512 a##r = _mm512_setzero_ps(), b##r = a##r;
            REPEAT12(ZERO)
#undef ZERO
            for (int k = 0; k < dimension; k++) {
                const __m512 a = _mm512_loadu_ps(query + k * 32), b = _mm512_loadu_ps(query + k * 32 + 16);
                _mm_prefetch(reinterpret_cast<const char*>(ahead + k * 12), _MM_HINT_T0);
#define STEP(r)                                                              \
    {                                                                        \
        const __m512 d = _mm512_set1_ps(rows[(ptrdiff_t)r * dimension + k]); \
        a##r = _mm512_fmadd_ps(a, d, a##r);                                  \
        b##r = _mm512_fmadd_ps(b, d, b##r);                                  \
    }
                REPEAT12(STEP)
#undef STEP
            }
#define RAISE(r) best0 = _mm512_max_ps(best0, a##r), best1 = _mm512_max_ps(best1, b##r);
            REPEAT12(RAISE)
#undef RAISE
            if (t == tokens - 12) break;
            t = t + 12 > tokens - 12 ? tokens - 12 : t + 12;
        }
        scores[i] = _mm512_reduce_add_ps(best0) + _mm512_reduce_add_ps(best1);
        document += (ptrdiff_t)tokens * dimension;
    }
}

// 24 chains of 512-bit FMAs: 24 * 32 floating-point operations a round.
float peak_fma512(int64_t rounds) {
    const __m512 x = _mm512_set1_ps(0.5f);
#define START(r) __m512 a##r = _mm512_set1_ps(0.1f * r), b##r = _mm512_set1_ps(0.2f * r);
    REPEAT12(START)
#undef START
    for (int64_t n = 0; n < rounds; n++) {
#define STEP(r) asm volatile("vfmadd231ps %2, %2, %0\n\tvfmadd231ps %2, %2, %1" : "+v"(a##r), "+v"(b##r) : "v"(x));
        REPEAT12(STEP)
#undef STEP
    }
    float result = 0;
#define SUM(r) result += _mm512_reduce_add_ps(a##r) + _mm512_reduce_add_ps(b##r);
    REPEAT12(SUM)
#undef SUM
    return result;
}
#endif

#ifdef __FMA__
// 12 chains of 256-bit FMAs: 12 * 16 floating-point operations a round.
float peak_fma256(int64_t rounds) {
    const __m256 x = _mm256_set1_ps(0.5f);
#define START(r) __m256 a##r = _mm256_set1_ps(0.1f * r);
    REPEAT12(START)
#undef START
    for (int64_t n = 0; n < rounds; n++) {
#define STEP(r) asm volatile("vfmadd231ps %1, %1, %0" : "+v"(a##r) : "v"(x));
        REPEAT12(STEP)
#undef STEP
    }
    float result = 0;
#define SUM(r) result += a##r[0];
    REPEAT12(SUM)
#undef SUM
    return result;
}
#endif

#ifdef __AVX512VNNI__
// Documents: rows of `dimension` unsigned bytes (value + 128) and a float scale. Packed query: [dimension / 4, 32, 4] signed bytes; bias: 128 times the sum
// of each query token's bytes; queryScales: one per query token.
// The instruction by hand: of the intrinsic, GCC 12 copies and spills its accumulators.
void maxsim_vnni512(const int8_t* query, const int32_t* bias, const float* queryScales, const Corpus* corpus, float* scores) {
    const uint8_t* document = static_cast<const uint8_t*>(corpus->documents);
    const int dimension = corpus->dimension;
    const ptrdiff_t stride = dimension + 4;
    const __m512i start0 = _mm512_sub_epi32(_mm512_setzero_si512(), _mm512_loadu_si512(bias));
    const __m512i start1 = _mm512_sub_epi32(_mm512_setzero_si512(), _mm512_loadu_si512(bias + 16));
    for (int i = 0; i < corpus->count; i++) {
        const int tokens = corpus->lengths[i];
        __m512 best0 = _mm512_set1_ps(-std::numeric_limits<float>::max()), best1 = best0;
        for (int t = 0;; ) {
            const uint8_t* rows = document + t * stride;
            const uint8_t* ahead = rows + 12 * stride;
#define START(r) __m512i a##r = start0, b##r = start1;
            REPEAT12(START)
#undef START
            for (int k = 0; k < dimension; k += 4) {
                const __m512i a = _mm512_loadu_si512(query + k * 32), b = _mm512_loadu_si512(query + k * 32 + 64);
                _mm_prefetch(reinterpret_cast<const char*>(ahead + k * 12), _MM_HINT_T0);
#define STEP(r)                                         \
    {                                                   \
        int32_t four;                                   \
        std::memcpy(&four, rows + r * stride + k, 4);   \
        const __m512i d = _mm512_set1_epi32(four);      \
        asm("vpdpbusd %2, %1, %0" : "+v"(a##r) : "v"(d), "v"(a)); \
        asm("vpdpbusd %2, %1, %0" : "+v"(b##r) : "v"(d), "v"(b)); \
    }
                REPEAT12(STEP)
#undef STEP
            }
#define RAISE(r)                                                                                \
    {                                                                                           \
        float scale;                                                                            \
        std::memcpy(&scale, rows + r * stride + dimension, 4);                                  \
        const __m512 scales = _mm512_set1_ps(scale);                                            \
        best0 = _mm512_max_ps(best0, _mm512_mul_ps(_mm512_cvtepi32_ps(a##r), scales));          \
        best1 = _mm512_max_ps(best1, _mm512_mul_ps(_mm512_cvtepi32_ps(b##r), scales));          \
    }
            REPEAT12(RAISE)
#undef RAISE
            if (t == tokens - 12) break;
            t = t + 12 > tokens - 12 ? tokens - 12 : t + 12;
        }
        const __m512 scaled0 = _mm512_mul_ps(best0, _mm512_loadu_ps(queryScales));
        const __m512 scaled1 = _mm512_mul_ps(best1, _mm512_loadu_ps(queryScales + 16));
        scores[i] = _mm512_reduce_add_ps(scaled0) + _mm512_reduce_add_ps(scaled1);
        document += tokens * stride;
    }
}
#endif

}  // extern "C"
